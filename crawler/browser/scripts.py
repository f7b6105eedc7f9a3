"""The scripts that are run inside pages, read once from the files beside them."""

from functools import cache
from importlib.resources import files


@cache
def script(package: str, name: str) -> str:
    """The text of a script file, e.g. `script("crawler.browser", "settle.js")`."""
    return files(package).joinpath(name).read_text(encoding="utf-8")


@cache
def with_selectors(package: str, name: str, *helpers: str) -> str:
    """A script, a function in parentheses, that may call `selectorOf` and `findElement`, and what `helpers` of its package define."""
    shared = "\n".join((script("crawler.browser", "selector.js"), *(script(package, one) for one in helpers)))
    body = script(package, name).strip().rstrip(";")
    return f"((...given) => {{\n{shared}\nconst main =\n{body};\nreturn main(...given);\n}})"
