"""Links that lead to the main content, and links and buttons that lead back to the beginning of a page."""

from checks.commons.phrases import mentions, says_only
from facts import Button, Finding, Link, Page, met, not_met, undecided
from methodology.model import Params

_TOP = frozenset({"", "top"})
_PASSED = frozenset({"banner", "navigation", "complementary", "contentinfo", "search"})
_ARROWS = frozenset({"↑", "⇧", "▲", "⬆", "⌃", "^", "🔝"})
_BELOW = frozenset({"footer", "other"})  # where controls that lead up stand; arrows elsewhere fold something in


def _on_same_page(link: Link, page: Page) -> bool:
    raw = link.raw.strip().lower()
    return raw.startswith(("#", "javascript:")) or not raw or (bool(link.fragment) and link.url in {page.url, page.final_url})


def _lands(link: Link, page: Page) -> bool | None:
    """Whether the fragment leads to an element of the page; None when that is not known."""
    if link.fragment_exists is not None or not link.fragment:
        return link.fragment_exists
    return True if link.fragment in page.ids else None


def _is_main(link: Link, page: Page) -> bool:
    mark = f"#{link.fragment}"
    return bool(link.fragment) and (
        any(spot.role == "main" and spot.selector.endswith(mark) for spot in page.landmarks)
        or any(heading.id == link.fragment and heading.region == "main" and heading.level == 1 for heading in page.headings)
    )


def main_link(page: Page, params: Params) -> Finding | None:
    """The observation on the link to the main content of one page; None when there is no such link.

    A link with telling words counts wherever it stands outside the main content; without them it must be among the first links and
    lead to the main landmark or its first heading.
    """
    words, first = params.words("people_skip_links"), params.number("people_skip_link_first")
    told = [link for link in page.links if mentions(words, link.text) and (link.region != "main" or link.order < first)]
    early = [link for link in page.links if link.order < first and _on_same_page(link, page) and _is_main(link, page)]
    for link in (*told, *early):
        if _works(link, page):
            return met(link.selector, page=page.url, lang=page.lang, profile=page.profile, text=link.text, what="main")
    if told:
        return _doubtful(told[0], page)
    said = next((button for button in page.buttons or () if button.region != "main" and mentions(words, button.text)), None)
    where = {"page": page.url, "lang": page.lang, "profile": page.profile}
    return undecided("skip-link-unclear", said.selector, text=said.text, address="", **where) if said else None  # type: ignore[arg-type]


def _works(link: Link, page: Page) -> bool:
    leads = _on_same_page(link, page) and bool(link.fragment) and bool(_lands(link, page))
    return leads and not _leads_elsewhere(link, page) and not _out_of_reach(link, page)


def _doubtful(link: Link, page: Page) -> Finding:
    where = {"page": page.url, "lang": page.lang, "profile": page.profile, "text": link.text, "address": link.raw}
    if _on_same_page(link, page) and link.fragment:
        if link.fragment_exists is False:
            return not_met("broken-skip-link", link.selector, **where)  # type: ignore[arg-type]  # keys are not_met()'s own
        if _lands(link, page) and _leads_elsewhere(link, page):
            return not_met("skip-link-elsewhere", link.selector, **where)  # type: ignore[arg-type]
        if _lands(link, page) and _out_of_reach(link, page):
            return not_met("skip-link-out-of-reach", link.selector, **where)  # type: ignore[arg-type]
    return undecided("skip-link-unclear", link.selector, **where)  # type: ignore[arg-type]


def _leads_elsewhere(link: Link, page: Page) -> bool:
    """True when the place is itself a region that the link is to pass over."""
    mark = f"#{link.fragment}"
    return any(spot.role in _PASSED and spot.selector.endswith(mark) for spot in page.landmarks)


def _out_of_reach(link: Link, page: Page) -> bool:
    """True for a link that nobody sees and at which Tab, all the way round the page, did not stop."""
    walked = page.live.keyboard if page.live else None
    if link.visible is not False or walked is None or walked.walked != "whole":
        return False
    return all(stop.selector != link.selector for stop in walked.stops)


def is_long(page: Page, params: Params) -> bool:
    """Whether a page holds so much text that it needs a way back to its beginning."""
    if page.live is None:
        return page.main_words >= params.number("people_long_text_words")
    height = page.live.viewport[1] * float(params.number("people_long_page_screens"))
    return page.live.page_height > height and max(page.words, page.main_words) >= params.number("people_long_page_words")


def up_link(page: Page, params: Params) -> Finding | None:
    """The observation on the control that leads to the beginning of one page; None when there is none.

    It is met by words or by names of classes that say so; an arrow alone is met on a link whose address is the beginning. What only
    scripts make a control, and what is named so, is left open.
    """
    where = {"page": page.url, "lang": page.lang, "profile": page.profile, "what": "up"}
    links = [link for link in page.links if _on_same_page(link, page)]
    controls: list[Link | Button] = [*links, *(page.buttons or ())]
    told = [(control, _leads_up(control, page, params)) for control in controls]
    for control, sure in told:
        if sure:
            return met(control.selector, text=control.text, **where)  # type: ignore[arg-type]  # keys are met()'s own
    unclear = next((control for control, sure in told if sure is None), None)
    if unclear:
        return undecided("up-link-unclear", unclear.selector, text=unclear.text, **where)  # type: ignore[arg-type]
    made = next((one for one in page.ups if _leads_up(one, page, params)), None)
    return undecided("up-without-link", made.selector, text=made.text, **where) if made else None  # type: ignore[arg-type]


def _leads_up(control: Link | Button, page: Page, params: Params) -> bool | None:
    """True or False where it is certain, None where a person has to try."""
    marks = (control.icons, control.selector) if isinstance(control, Link) else (control.classes, control.selector)
    told = says_only(params.words("people_up_links"), control.text) or mentions(params.words("people_up_marks"), *marks)
    if not told and not _is_arrow(control, marks, params):
        return False
    if isinstance(control, Button):
        return told or (None if control.region in _BELOW else False)
    if control.fragment.lower() in _TOP or _lands(control, page):
        return told or bool(control.fragment) or (None if control.region in _BELOW else False)
    return None if told else False


def _is_arrow(control: Link | Button, marks: tuple[str, ...], params: Params) -> bool:
    """A control without words that bears an arrow upwards."""
    words = any(letter.isalnum() for letter in control.text)
    return not words and (mentions(params.words("people_up_icons"), *marks) or control.text.strip() in _ARROWS)
