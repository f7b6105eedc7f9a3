"""4-2.10 Links work, the language switch keeps the page, links to other resources open apart and say so.

Source:   Order No. 1279 (ed. 2022-08-27), Annex 4, row 2.10, sub-points 1 to 3; D-7, D-14, D-20.
Applies:  (1) every address that links lead to, once, and every page; (2) every page and other language in which the same page is there;
          (3) every visible link to a name registered apart from the site's own.
Met:      (1) the address is alive, and the page is neither a placeholder nor empty; (2) the switch leads to the same page in the other
          language; (3) the link opens a new window or tab, and words or a sign at it, or a line in the footer, say so.
Cannot:   (1) targets that refuse programs, time out, are closed by robots.txt or lie beyond this machine's network; (2) a switch that only
          a script answers, and pages whose counterpart is not known; (3) notices that a script shows on a click.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from checks.base import check
from checks.commons.disuse import in_use
from checks.commons.links import Spot, observed, spot, whereabouts
from checks.commons.materials import shown_pages
from checks.commons.outward import outward
from checks.commons.switching import switching
from facts import Finding, Page, Site
from methodology.model import Params


@check(
    "4-2.10",
    scope="site",
    every_page={"2", "3"},
    needs={
        "pages.links",
        "pages.switches",
        "pages.images",
        "pages.forms",
        "pages.media",
        "pages.iframes",
        "pages.headings",
        "pages.blocks",
        "pages.landmarks",
        "pages.breadcrumbs",
        "pages.title",
        "pages.main_text",
        "pages.main_words",
        "pages.footer_text",
        "documents",
        "targets",
        "pairs",
    },
    kinds={
        "dead-link",
        "link-unknown",
        "link-closed",
        "empty-page",
        "empty-unclear",
        "no-switch",
        "switch-to-home",
        "switch-elsewhere",
        "switch-by-script",
        "switch-unknown",
        "counterpart-unknown",
        "same-tab",
        "no-notice",
    },
    parts={"1", "2", "3"},
)
def links(site: Site, params: Params) -> Iterator[Finding]:
    where = whereabouts(site)
    leading: dict[str, _Leading] = {}
    for page in shown_pages(site):
        _note(leading, page)
        yield in_use(page, site, params)
        yield from outward(page, site.scope.origin, params)
    for link in leading.values():
        yield observed(link.first, where, part="1", pages=link.pages)
    yield from switching(site, where, params)


@dataclass(slots=True)
class _Leading:
    """The first link to an address, and on how many pages there is one."""

    first: Spot
    pages: int = 0


def _note(leading: dict[str, _Leading], page: Page) -> None:
    """One observation an address: on the first page that links to it, with the number of pages that do."""
    for link in {link.url: link for link in reversed(page.links) if link.url}.values():
        leading.setdefault(link.url, _Leading(spot(link, page))).pages += 1
