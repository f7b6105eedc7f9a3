"""`python -m tekser`, the same as `tekser`."""

from tekser.main import main

if __name__ == "__main__":
    main()
