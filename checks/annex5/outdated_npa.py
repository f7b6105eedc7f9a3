"""Deficiency `outdated-npa`: an act that the item publishes or links to is repealed.

Source:   Order No. 1279 (ed. 2022-08-27), notes under the tables of Annex 5; D-4.
Judges:   (a) acts on the site's own pages and files that say of themselves, where they begin, that they are repealed; (b) acts that the
          register given with the audit says are repealed, known by number and date or by the code of their address; (c) for items that
          publish acts, those that the methodology knows to be replaced (D-25).
Cannot:   an act of which none says anything; whether an old version of an act is published. A list that itself marks an entry as
          repealed, a repealed act below a heading that says so or that it is an archive, and one that is named without a link of its own:
          undecided. What the text of an act in force refers to is not judged.
"""

import re
from collections.abc import Iterator

from checks.commons.act_links import leads_to_own, status_of
from checks.commons.act_mentions import act_mentions, level_number
from checks.commons.act_register import Register, register_of
from checks.commons.acts import parts_named
from checks.commons.content.material import Material, concept, content_headings, content_links, material, segment, where
from checks.commons.content.model import Content, Found
from checks.commons.materials import is_list, main_heading
from checks.commons.wording import level, mentions
from facts import ActStatus, Finding, Link, Page, not_met, undecided
from methodology.model import Params

KIND = "outdated-npa"
MARKED, NAMED = "npa-marked-repealed", "npa-repealed-named"
KINDS = frozenset({KIND, MARKED, NAMED})
_OPENS = ".!:;([*-–—|"  # signs behind which a note begins


def judge(found: Found, content: Content, params: Params) -> Iterator[Finding]:
    """One finding for each page or file with a repealed act (D-4); open ones only where nothing is certain."""
    held = material(found.place, content) if found.place is not None else None
    if held is None:
        return
    certain = {finding.values["address"]: finding for finding in _certain(found, held, content, params)}
    yield from certain.values()
    if not certain:
        yield from _open(found, held, content, params)


def _certain(found: Found, held: Material, content: Content, params: Params) -> Iterator[Finding]:
    publishes = concept(found) in params.judging.acts
    register = _register(found, content, params)
    inside = _is_text_of_act(held, params)
    if held.page is not None and held.document is None and publishes and says_repealed(held.page, params):
        yield _finding(found, held, held.place.url, main_heading(held.page), by="page")
    if held.document is not None and publishes and _repealed_beginning(held.text, params):
        yield _finding(found, held, held.place.url, held.document.title or held.place.words, by="file")
    looked = int(params.number("act_links_looked"))
    for link in held.links:
        status = status_of(link, register, params)
        if status is not None and status.status == "repealed" and not inside and not _is_kept(link, held, params):
            by = "register" if status in content.site.acts else "methodology"
            yield _finding(found, held, link.url, link.text or status.title, by=by, status=status)
        elif publishes and looked > 0:
            page = content.page(link.url)
            if page is None or not (_is_act_link(link, params) or _is_act(page, params)):
                continue
            looked -= 1
            if says_repealed(page, params):
                yield _finding(found, held, link.url, main_heading(page) or link.text, by="page")


def _finding(found: Found, held: Material, address: str, name: str, *, by: str, status: ActStatus | None = None) -> Finding:
    """The act's own address is the target, so that two acts of one list are two deficiencies and one act is one."""
    place = {**where(found, held.place), "target": address}
    number = status.number if status is not None else ""
    instead = status.replaced_by if status is not None else ""
    act = " ".join(filter(None, (number, name)))[:150]
    return not_met(KIND, **place, text=name, address=address, known_by=by, act=act, instead=instead)


def _is_text_of_act(held: Material, params: Params) -> bool:
    """An act, be it short, keeps its references as they were when it was adopted."""
    if held.page is None or held.document is not None or parts_named(held.page, params) < params.number("act_parts_min"):
        return False
    return any(mentions(name, params.words("act-words")) for name in (main_heading(held.page), held.page.title))


def _is_kept(link: Link, held: Material, params: Params) -> bool:
    """The words around a repealed act, or a heading above it, say that it is repealed or kept as an archive."""
    if _is_marked(link, params) or _repealed(link.context, params):
        return True
    if any(_says_kept(name, params) for name in held.title[:2]):  # a page's title may name a body of archives
        return True
    if held.page is None or held.document is not None:
        return False
    page, words = held.page, tuple(filter(None, (link.context, link.text)))
    kept = (segment(page, head, held.text) for head in content_headings(page) if _says_kept(head.text, params))
    return any(one in below for below in kept for one in words)


def _says_kept(name: str, params: Params) -> bool:
    return mentions(name, params.words("kept-words")) or _repealed(name, params)


def _register(found: Found, content: Content, params: Params) -> Register:
    """What a person gave; what the methodology knows counts only where acts are the item's matter, not in its news of their day."""
    known = params.judging.repealed if concept(found) in params.judging.acts else ()
    return register_of(content.site.acts, known, content.today.isoformat())


def _is_act_link(link: Link, params: Params) -> bool:
    """A link to an act, by its words or those around it."""
    return _names_act(f"{link.text} {link.context}", params)


def _is_act(page: Page, params: Params) -> bool:
    """An act by its beginning ("approved by order …"), which a list may call by its title alone ("On approving the rules of …")."""
    return _names_act(page.main_text[: int(params.number("act_status_place"))], params)


def _names_act(words: str, params: Params) -> bool:
    kinds = ("act-law", "act-code", "act-decree", "act-resolution", "act-order", "act-decision", "act-words")
    return any(mentions(words, params.words(name)) for name in kinds)


def _is_marked(link: Link, params: Params) -> bool:
    """A list marks its entry: the words follow the link. In a note of an act they come before the link to the act that repealed it."""
    behind = link.context.partition(link.text)[2] if link.text else ""
    return _is_act_link(link, params) and (_repealed(behind, params) or _repealed(link.text, params))


def says_repealed(page: Page, params: Params) -> bool:
    """The page's heading, or a note where its text begins, says that the act on it is repealed; lists speak of many acts."""
    if is_list(page, params) or any(_is_marked(link, params) for link in content_links(page)):
        return False
    return _repealed(main_heading(page), params) or _repealed_beginning(page.main_text, params)


def _repealed_beginning(text: str, params: Params) -> bool:
    """A note of its own: its first word is in capitals or begins a sentence, so that "…, который утратил силу" is none."""
    beginning = text[: int(params.number("act_status_place"))]
    if not _repealed(beginning, params):
        return False
    phrases = "|".join(re.escape(word) for word in params.words("act-repealed"))
    return any(
        found.group()[0].isupper() or not beginning[: found.start()].strip() or beginning[: found.start()].rstrip()[-1] in _OPENS
        for found in re.finditer(phrases, beginning, re.IGNORECASE)
    )


def _repealed(text: str, params: Params) -> bool:
    said = level(text)
    for word in params.words("act-repealing"):
        said = re.sub(rf"{re.escape(level(word))}\w*[^.;]*", " ", said)
    return any(level(word) in said for word in params.words("act-repealed"))


def _open(found: Found, held: Material, content: Content, params: Params) -> Iterator[Finding]:
    """An entry that the list itself marks as repealed; a repealed act that is named and not linked."""
    register, inside = _register(found, content, params), _is_text_of_act(held, params)
    publishes = concept(found) in params.judging.acts and held.document is None
    for link in held.links:
        status = None if inside else status_of(link, register, params)  # where nothing is certain, a repealed one is kept or marked
        if (status is not None and status.status == "repealed") or (publishes and _is_marked(link, params)):
            yield undecided(
                MARKED, **{**where(found, held.place), "target": link.url}, text=link.text, act=link.text[:150], deficiency=KIND
            )
            return
    if not publishes or inside or not register.known:
        return
    linked = {level_number(link.text) for link in held.links if leads_to_own(link, params)}
    for mention in act_mentions(held.text, params):
        status = register.by_mention(mention)
        if status is not None and status.status == "repealed" and not any(mention.number in words for words in linked):
            yield undecided(NAMED, **where(found, held.place), text=mention.words, act=mention.words[:150], deficiency=KIND)
            return
