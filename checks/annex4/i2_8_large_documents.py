"""4-2.8 Large texts are cut into blocks, and acts have anchors to their parts.

Source:   Order No. 1279 (ed. 2022-08-27), Annex 4, row 2.8, sub-points 1 and 2.
Applies:  (1) pages with at least `large_text_letters` letters of running text; (2) pages whose title names an act and whose text
          has at least `act_parts_min` numbered chapters or articles and `act_letters_min` letters. Lists and tables are no running text.
Met:      (1) headings cut the text, and a block has at most `block_letters_max` letters on the average; (2) at least
          `act_anchors_min` links of the page lead to places inside it that are there.
Cannot:   whether the blocks follow the sense, and whether long ones should be cut further; parts that are numbered in the text and are no
          headings are left to a person. Files are not looked into.
"""

from collections.abc import Iterator

from checks.base import check
from checks.commons.acts import anchors, blocks, is_act, letters, parts_named
from checks.commons.links import at
from checks.commons.materials import is_list, shown_pages
from facts import Finding, Page, Site, met, not_met, undecided
from methodology.model import Params


@check(
    "4-2.8",
    scope="site",
    every_page={"1", "2"},
    needs={
        "pages.blocks",
        "pages.headings",
        "pages.landmarks",
        "pages.links",
        "pages.dates",
        "pages.title",
        "pages.main_text",
        "pages.main_words",
    },
    kinds={"not-in-blocks", "blocks-not-headed", "blocks-long", "no-anchors", "anchors-broken"},
    parts={"1", "2"},
)
def large_documents(site: Site, params: Params) -> Iterator[Finding]:
    for page in shown_pages(site):
        if letters(page) >= params.number("large_text_letters") and not is_list(page, params):
            yield _blocks(page, params)
        if is_act(page, params):
            yield _anchors(page, params)


def _blocks(page: Page, params: Params) -> Finding:
    size, count = letters(page), blocks(page)
    if count > 1:
        long = size > count * params.number("block_letters_max")
        finding = undecided("blocks-long", **at(page), part="1", letters=size, blocks=count) if long else None
        return finding or met(**at(page), part="1", letters=size, blocks=count)
    if parts_named(page, params) >= params.number("act_parts_min"):
        return undecided("blocks-not-headed", **at(page), part="1", letters=size)
    return not_met("not-in-blocks", **at(page), part="1", letters=size)


def _anchors(page: Page, params: Params) -> Finding:
    there, missing = anchors(page)
    if there >= params.number("act_anchors_min"):
        return met(**at(page), part="2", anchors=there)
    if there + missing >= params.number("act_anchors_min"):
        return not_met("anchors-broken", **at(page), part="2", anchors=there, broken=missing)
    return not_met("no-anchors", **at(page), part="2", anchors=there)
