"""4-2.11 The site's name says whose official resource it is.

Source:   Order No. 1279 (ed. 2022-08-27), Annex 4, row 2.11; D-22.
Applies:  the home page of each language version.
Met:      its title, its name or the text of its header holds the full or a short official name of the body, in whatever grammatical form.
          Whether it also says "official" is told beside it as advice.
Cannot:   without the names of the body (`--body`) there is nothing to compare with.
"""

from collections.abc import Iterator

from checks.base import check
from checks.commons.links import at
from checks.commons.materials import is_home, unseen_pages
from checks.commons.seen import home_pages
from checks.commons.wording import mentions, names
from facts import Body, Finding, Page, Site, met, not_met, undecided
from methodology.model import Params


@check(
    "4-2.11",
    scope="site",
    needs={"pages.title", "pages.site_name", "pages.header_text"},
    kinds={"name-missing", "no-body-names", "home-not-seen"},
)
def site_name(site: Site, params: Params) -> Iterator[Finding]:
    homes = home_pages(site)
    for page in homes:
        yield _judged(page, site.body, params)
    if not homes or any(is_home(page, site) for page in unseen_pages(site)):
        yield undecided("home-not-seen", address=site.start_url)


def _judged(page: Page, body: Body, params: Params) -> Finding:
    known = official_names(body)
    said = " | ".join(part for part in (page.title, page.site_name, page.header_text) if part)
    official = "yes" if mentions(said, params.words("official-words")) else "no"
    if not known:
        return undecided("no-body-names", **at(page), text=said, official=official)
    held = next((name for name in known if names(said, name)), None)
    if held is None:
        return not_met("name-missing", **at(page), text=page.title or page.site_name, name=known[0], official=official)
    return met(**at(page), text=said, name=held, official=official)


def official_names(body: Body) -> tuple[str, ...]:
    """Full names, then short ones, in all languages that were given."""
    full = [given.full for given in body.names.values() if given.full.strip()]
    return (*full, *(short for given in body.names.values() for short in given.short if short.strip()))
