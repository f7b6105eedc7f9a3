"""Sections of a page in docs/ that a benchmark writes, each in the place of its earlier one."""

from pathlib import Path

ACCURACY = Path(__file__).parent.parent / "docs" / "accuracy.md"


def put(page: Path, title: str, text: str) -> None:
    """Write `text` below the heading `title` (with its marks) of a page in Markdown; a section that is not there comes last."""
    before, found, rest = (page.read_text(encoding="utf-8") if page.exists() else "# Accuracy\n").partition(f"{title}\n")
    level = title.partition(" ")[0]
    behind = f"{level} " + rest.partition(f"\n{level} ")[2] if found and f"\n{level} " in rest else ""
    page.write_text("\n\n".join(part for part in (before.rstrip(), title, text.strip(), behind.strip()) if part) + "\n", encoding="utf-8")
