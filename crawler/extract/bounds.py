"""What is left out of a document before it is parsed, so that no page can hold the parser up.

lexbor takes time that grows with the square of the depth of open elements, of the attributes of one element and of the options of a list
(a megabyte of `<div>` takes two minutes). Real pages are far below these bounds; what is beyond them is cut off and said.
"""

import re

MAX_DEPTH = 12_000  # open elements; browsers put what is deeper than 512 side by side
MAX_ATTRIBUTES = 5_000  # of one element; `html` and `body` gather those of all their tags
MAX_OPTIONS = 10_000
MAX_TAGS = 100_000  # start tags
_SHORT = 100_000  # characters; a shorter document with few tags is not looked at
_FEW_TAGS = 5_000
_LONG_TAG = 10_000  # characters; in a shorter tag the attributes are not counted
_ATTRIBUTE = r"""=?[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?+"""
_ATTRIBUTES = re.compile(_ATTRIBUTE)
_TAG = re.compile(rf"<(/?)([a-zA-Z][^\s/>]*+)((?:[\s/=]|{_ATTRIBUTE})*+)")
_GATHERING = frozenset({"html", "body"})
_OPTIONS = frozenset({"option", "optgroup"})
_NOT_NESTED = frozenset({  # empty elements, and those that the next of their kind closes
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option",
})  # fmt: skip


def bounded(html: str) -> tuple[str, bool]:
    """The part of the document that can be parsed in little time, and whether something was cut off its end."""
    if len(html) <= _SHORT and html.count("<") <= _FEW_TAGS:
        return html, False
    depth = options = gathered = tags = 0
    for tag in _TAG.finditer(html):
        closing, name = tag[1], tag[2].lower()
        if closing:
            depth -= name not in _NOT_NESTED and depth > 0
            continue
        tags += 1
        depth += name not in _NOT_NESTED
        options += name in _OPTIONS
        counted = name in _GATHERING or len(tag[3]) > _LONG_TAG
        attributes = sum(1 for _ in _ATTRIBUTES.finditer(tag[3])) if counted else 0
        gathered += attributes if name in _GATHERING else 0
        if tags > MAX_TAGS or depth > MAX_DEPTH or options > MAX_OPTIONS or max(attributes, gathered) > MAX_ATTRIBUTES:
            return html[: tag.start()], True
    return html, False
