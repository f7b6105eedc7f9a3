"""4-4.6 There is a counter of visits.

Source:   Order No. 1279 (ed. 2022-08-27), Annex 4, row 4.6.
Applies:  the site, all its language versions together.
Met:      a page shows a counter, or calls a known service that counts visits; a service that shows no figure is met too, since the
          order asks that visits are counted and not that visitors see the number. Home pages are looked at first.
Cannot:   a script that only brings other scripts (a tag manager) may or may not bring a counter: left to a person, as are the file
          of a counting service that nothing in the page starts (a map brings one of its own), and a home page that no browser showed
          while it has scripts and not every page was seen.
"""

from collections.abc import Iterator

from checks.base import check
from checks.commons.materials import shown_pages
from checks.commons.phrases import holds
from checks.commons.seen import absence_proven, home_pages
from facts import Finding, Site, met, not_met, undecided
from methodology.model import Params


@check(
    "4-4.6",
    scope="site",
    needs={"pages.counters", "pages.scripts", "pages.iframes"},
    kinds={"no-counter", "counter-unclear", "crawl-incomplete"},
)
def visit_counter(site: Site, params: Params) -> Iterator[Finding]:
    """One observation: the first counter found, or why none was."""
    homes = home_pages(site)
    for page in (*homes, *shown_pages(site)):
        if page.counters:
            yield met(page=page.url, lang=page.lang, profile=page.profile, text=page.counters[0], counter=page.counters[0])
            return
    managers = params.words("people_tag_managers")
    for page in homes:
        if script := holds(managers, *page.scripts, *page.iframes):
            yield undecided("counter-unclear", page=page.url, lang=page.lang, profile=page.profile, script=script)
            return
    loaders = params.words("people_counter_loaders")
    for page in (*homes, *shown_pages(site)):
        if script := holds(loaders, *page.scripts):
            yield undecided("counter-unclear", page=page.url, lang=page.lang, profile=page.profile, script=script)
            return
    seen = any(page.rendered for page in homes) or absence_proven(site, params)
    yield not_met("no-counter") if seen else undecided("crawl-incomplete")
