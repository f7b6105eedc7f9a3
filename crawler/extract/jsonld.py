"""JSON-LD of a document as flat objects."""

import json
from collections.abc import Iterator
from typing import Any

from crawler.extract.dom import Dom, Element

_SIZE = 200_000  # characters of one script
_OBJECTS = 500


def objects_of(dom: Dom) -> Iterator[tuple[Element, dict[str, Any]]]:
    """Every object in the JSON-LD scripts, at any depth, with the script it stands in; broken JSON is passed over."""
    for node in dom.tagged("script"):
        if node.get("type").strip().lower() == "application/ld+json":
            for found in _walk(_load(dom.raw(node))):
                yield node, found


def _load(text: str) -> Any:
    try:
        return json.loads(text) if len(text) <= _SIZE else None
    except (ValueError, RecursionError):
        return None


def _walk(value: Any) -> Iterator[dict[str, Any]]:
    stack, seen = [value], 0
    while stack and seen < _OBJECTS:
        item = stack.pop()
        if isinstance(item, dict):
            seen += 1
            yield item
            stack.extend(reversed([inner for inner in item.values() if isinstance(inner, dict | list)]))
        elif isinstance(item, list):
            stack.extend(reversed(item))
