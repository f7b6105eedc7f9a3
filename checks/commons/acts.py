"""Large texts: how they are cut into blocks, and the ways inside the text of an act."""

import re
from functools import lru_cache

from checks.commons.links import key
from checks.commons.materials import in_content, main_heading
from checks.commons.wording import mentions
from facts import Page
from methodology.model import Params

_NUMBER = r"(?:\d{1,3}|[IVXLC]+)"
_TITLE_LEVEL = 1


def letters(page: Page) -> int:
    """Letters of running text in the page's content."""
    regions = in_content(page)
    return sum(block.letters for block in page.blocks if block.region in regions)


def blocks(page: Page) -> int:
    """Parts that headings cut the content into: the headings beside the title, and what stands before them."""
    regions = in_content(page)
    inside = [head for head in page.headings if head.region in regions and head.visible is not False and head.text]
    title = any(head.level == _TITLE_LEVEL for head in inside)
    return max(len(inside) - title, 0) + 1


@lru_cache(maxsize=8)
def _parts(before: tuple[str, ...], after: tuple[str, ...]) -> re.Pattern[str]:
    names = "|".join(re.escape(form) for word in before for form in (word.capitalize(), word.upper()))
    ends = "|".join(re.escape(form) for word in after for form in (word, word.upper(), word.capitalize()))
    return re.compile(rf"(?<!\w)(?:{names})\s+({_NUMBER})(?![\w-])|(?<![\w-])({_NUMBER})\s?-\s?(?:{ends})(?!\w)")


def parts_named(page: Page, params: Params) -> int:
    """How many numbered chapters or articles the text has: "Глава 1", "Статья 12", "3-тарау", "12-бап"."""
    pattern = _parts(params.words("act-parts-before"), params.words("act-parts-after"))
    return len({found.group() for found in pattern.finditer(page.main_text)})


def is_act(page: Page, params: Params) -> bool:
    """True for a page whose title names an act and whose text is one: numbered parts, long enough to need ways inside."""
    titled = mentions(main_heading(page), params.words("act-words")) or mentions(page.title, params.words("act-words"))
    return titled and letters(page) >= params.number("act_letters_min") and parts_named(page, params) >= params.number("act_parts_min")


def anchors(page: Page) -> tuple[int, int]:
    """Different places of the page that its own content links to: those that are there, and those that are not."""
    regions = in_content(page) | {"nav", "aside"}
    inner = [link for link in page.links if link.fragment and link.region in regions and _same_page(link.url, page)]
    places = {link.fragment: link.fragment_exists for link in inner if link.fragment.lower() != "top" and link.visible is not False}
    return sum(exists is True for exists in places.values()), sum(exists is False for exists in places.values())


def _same_page(url: str, page: Page) -> bool:
    return key(url) in {key(page.url), key(page.final_url)}
