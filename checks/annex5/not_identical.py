"""Deficiency `not-identical`: the Kazakh and the Russian version of an item differ, or one is not in its language (D-17).

Source:   Order No. 1279 (ed. 2022-08-27), notes under the tables of Annexes 5 and 6; D-4, D-17.
Judges:   pages that the site itself pairs by its language switch. A version answers for what the other has and it has not, and for its own
          language. What only one version can be wrong in is told once, figures that contradict one another in both.
Cannot:   pages without a known pair (an item of one language is absent in the other), pairs whose ways back disagree, differences that may
          have a reason or be written in a shape that is not read: undecided, or nothing below the limits.
"""

from collections.abc import Iterator
from dataclasses import replace

from checks.commons.content.material import Material, concept, content_headings, is_called, material, where
from checks.commons.content.model import Content, Found, Place
from checks.commons.links import key
from checks.commons.materials import in_content, is_home, readable
from checks.commons.parity import Difference, Sides, differences
from facts import Document, Finding, Lang, Page, not_met, undecided
from methodology.judging import ALL_FACTS, Compared
from methodology.model import Params

KIND = "not-identical"
UNCLEAR, PAIR_UNCLEAR, LANGUAGE_UNCLEAR = "parity-unclear", "pair-unclear", "language-unclear"
KINDS = frozenset({KIND, UNCLEAR, PAIR_UNCLEAR, LANGUAGE_UNCLEAR})
_OTHER: dict[Lang, Lang] = {"kk": "ru", "ru": "kk"}
_SINGLE: frozenset[Compared] = frozenset({"phones", "emails", "postcodes", "language"})
_KAZAKH = frozenset("әғқңөұүһі")


def judge(found: Found, content: Content, params: Params) -> Iterator[Finding]:
    """At most one finding (D-4): the first certain difference, else the first that is open."""
    if found.place is None or found.lang not in _OTHER:
        return
    held = material(found.place, content)
    facts = params.judging.compared(concept(found))
    if held is None or not facts:
        return
    language = _language(found, held, params) if "language" in facts else None
    if language is not None:
        yield language
    if (language is None or language.kind != KIND) and held.document is None:
        yield from _against_other(found, held, content, params)


def _language(found: Found, held: Material, params: Params) -> Finding | None:
    """Whether the text is in the other of the two languages; unknown and third languages never count as it."""
    if held.document is not None:
        return _language_of_file(found, held, held.document, params)
    foreign, known = _letters(held, _OTHER[found.lang], params)
    if not known or foreign < params.number("other_language_share") * known:
        return None
    share = f"{100 * foreign // known} %"
    if foreign >= params.number("parity_other_letters_min"):
        return not_met(KIND, **where(found, held.place), fact="language", here=f"{_OTHER[found.lang]}: {share}", there="", other="")
    return undecided(LANGUAGE_UNCLEAR, **where(found, held.place), share=share, deficiency=KIND)


def _letters(held: Material, other: Lang, params: Params) -> tuple[int, int]:
    """Letters of the material's blocks in the other language, and in any that is known."""
    page, least = held.page, int(params.number("language_block_letters"))
    if page is None:
        return 0, 0
    regions = in_content(page)
    blocks = [block for block in page.blocks if block.region in regions and block.letters >= least and block.lang]
    if held.place.kind == "block":
        blocks = [block for block in blocks if block.text[:least] in held.text]
    return sum(block.letters for block in blocks if block.lang == other), sum(block.letters for block in blocks)


def _language_of_file(found: Found, held: Material, document: Document, params: Params) -> Finding | None:
    """A file whose text is long enough and all in the other language; a file in both languages is left alone."""
    letters = sum(map(str.isalpha, document.text))
    if document.text_lang != _OTHER[found.lang] or letters < params.number("file_letters_min"):
        return None
    kazakh = sum(char in _KAZAKH for char in document.text.lower())
    is_kazakh = kazakh >= params.number("kazakh_letters_share_min") * letters
    if is_kazakh == (document.text_lang == "kk"):
        return not_met(KIND, **where(found, held.place), fact="language", here=document.text_lang, there="", other="")
    return undecided(LANGUAGE_UNCLEAR, **where(found, held.place), share="", deficiency=KIND)


def _against_other(found: Found, held: Material, content: Content, params: Params) -> Iterator[Finding]:
    page = held.page
    address = content.other(page.url, _OTHER[found.lang]) if page is not None else None
    there = content.page(address) if address is not None else None
    if page is None or there is None or not readable(there) or key(there.final_url) == key(page.final_url):
        return
    if is_home(there, content.site) != is_home(page, content.site):
        return  # a switch that leads home is the matter of 4-2.10
    if not is_home(page, content.site) and not _leads_back(page, there, found.lang, content):
        yield undecided(PAIR_UNCLEAR, **where(found, held.place), other=there.url, deficiency=KIND)
        return
    sides = _sides(found, held, there, content, params)
    if sides is None or _in_wrong_language(sides.that, found.lang, params):
        return
    facts = params.judging.compared(concept(found)) - {"language"}
    named = facts <= _SINGLE or is_called(found, held, params)
    seen = sorted(differences(sides, facts, content, params), key=lambda one: not one.certain)
    if seen:
        yield _finding(found, held, there, seen[0], certain=seen[0].certain and named)


def _finding(found: Found, held: Material, there: Page, seen: Difference, *, certain: bool) -> Finding:
    values = {**where(found, held.place), "text": seen.there, "fact": seen.fact, "here": seen.here, "there": seen.there, "other": there.url}
    return not_met(KIND, **values) if certain else undecided(UNCLEAR, **values, deficiency=KIND)


def _leads_back(page: Page, there: Page, lang: Lang, content: Content) -> bool:
    """The other page's own counterpart is this page, or is not known."""
    back = content.other(there.url, lang)
    return back is None or key(back) in {key(page.url), key(page.final_url)}


def _in_wrong_language(that: Material, lang: Lang, params: Params) -> bool:
    """The other version is not in its language: that is its own fault, and told there."""
    foreign, known = _letters(that, lang, params)
    return bool(known) and foreign >= params.number("other_language_share") * known


def _sides(found: Found, held: Material, there: Page, content: Content, params: Params) -> Sides | None:
    """Both versions of the material; a block is found again by its heading, or single facts are looked for on the whole page."""
    place = replace(found.places[0], url=there.url, page=there.url)
    narrow = params.judging.compared(concept(found)) != ALL_FACTS
    if held.place.kind == "block":
        again = _same_block(held.place, held.page, there)
        if again is None and not narrow:
            return None
        place = replace(place, selector=again or "", kind="block" if again else "page")
    that = material(place, content)
    return Sides(held, that, narrow) if that is not None and that.page is not None else None


def _same_block(place: Place, here: Page | None, there: Page) -> str | None:
    """The selector of the heading at the same place of the other version's content; None where the two are built otherwise."""
    heads = [[head.selector for head in content_headings(page)] for page in (here, there) if page is not None]
    if len(heads) != 2 or place.selector not in heads[0] or len(heads[0]) != len(heads[1]):
        return None
    return heads[1][heads[0].index(place.selector)]
