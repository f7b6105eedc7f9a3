"""The scripts that are run inside pages, read once from the files beside them."""

from functools import cache
from importlib.resources import files


@cache
def script(package: str, name: str) -> str:
    """The text of a script file, e.g. `script("crawler.browser", "settle.js")`."""
    return files(package).joinpath(name).read_text(encoding="utf-8")


@cache
def with_selectors(package: str, name: str) -> str:
    """A script, a function in parentheses, that may call `selectorOf` and `findElement`."""
    helpers = script("crawler.browser", "selector.js")
    body = script(package, name).strip().rstrip(";")
    return f"((...given) => {{\n{helpers}\nconst main =\n{body};\nreturn main(...given);\n}})"
