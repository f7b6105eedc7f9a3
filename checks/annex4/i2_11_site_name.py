"""4-2.11 The site's name says whose official resource it is.

Source:   Order No. 1279 (ed. 2022-08-27), Annex 4, row 2.11; D-22.
Applies:  the home page of each language version.
Met:      its title, its name or the text of its header holds the full or a short official name of the body, in whatever grammatical form;
          or a heading of the first level, or a link to the home page in its header or navigation, is that name and nothing else but what a
          site says of itself ("official site of"). Whether the site's name also says "official" is told beside it as advice.
Cannot:   without the names of the body (`--body`) there is nothing to compare with, and without its name in the language of a home page
          that shows none of them it may be there. A heading, or a link in the header or navigation,
          that holds the name among other words, or leads elsewhere, may be the site's name: left to a person.
"""

from collections.abc import Iterator, Sequence

from checks.base import check
from checks.commons.links import at, key
from checks.commons.materials import is_home, unseen_pages
from checks.commons.seen import home_pages
from checks.commons.wording import is_called, mentions, names
from facts import Body, Finding, Lang, Page, Site, met, not_met, undecided
from methodology.model import Params


@check(
    "4-2.11",
    scope="site",
    needs={"pages.title", "pages.site_name", "pages.header_text", "pages.headings", "pages.links"},
    kinds={"name-missing", "name-among-words", "no-body-names", "no-name-in-language", "home-not-seen"},
)
def site_name(site: Site, params: Params) -> Iterator[Finding]:
    homes = home_pages(site)
    for page in homes:
        yield _judged(page, site, params)
    if not homes or any(is_home(page, site) for page in unseen_pages(site)):
        yield undecided("home-not-seen", address=site.start_url)


def _judged(page: Page, site: Site, params: Params) -> Finding:
    known = official_names(site.body)
    said = " | ".join(part for part in (page.title, page.site_name, page.header_text) if part)
    official = "yes" if mentions(said, params.words("official-words")) else "no"
    if not known:
        return undecided("no-body-names", **at(page), text=said, official=official)
    held = next((name for name in known if names(said, name)), None)
    if held is not None:
        return met(**at(page), text=said, name=held, official=official)
    if (shown := _shown(page, site, known, params)) is not None:
        return shown
    told = page.title or page.site_name
    if page.lang and not official_names(site.body, page.lang):  # it may stand there in this language
        return undecided("no-name-in-language", **at(page), text=told, official=official)
    return not_met("name-missing", **at(page), text=told, name=known[0], official=official)


def _shown(page: Page, site: Site, known: Sequence[str], params: Params) -> Finding | None:
    """What is said of a name that stands above the content, or beside the menu, in sight of every visitor."""
    homes = {key(url) for url in (page.url, page.final_url, site.scope.origin + site.scope.prefix, *site.homes.values())}
    heads = ((one.selector, one.text, one.level == 1) for one in page.headings if one.region != "footer" and one.visible is not False)
    links = (one for one in page.links if one.region in {"header", "nav"} and one.visible is not False)
    brands = ((one.selector, one.text, key(one.url) in homes) for one in links)
    open_: Finding | None = None
    for selector, text, first in (*heads, *brands):
        name = next((name for name in known if names(text, name)), None)
        if name is None:
            continue
        official = "yes" if mentions(text, params.words("official-words")) else "no"
        bare = _bare(text, params)
        if first and any(is_called(text, one) or (bare and is_called(bare, _bare(one, params))) for one in known):
            return met(selector, **at(page), text=text, name=name, official=official)
        open_ = open_ or undecided("name-among-words", selector, **at(page), text=text, name=name, official=official)
    return open_


def _bare(text: str, params: Params) -> str:
    """A name without what a site says of itself, and of the country."""
    return " ".join(word for word in text.split() if not mentions(word, params.words("site-own-words")))


def official_names(body: Body, lang: Lang | None = None) -> tuple[str, ...]:
    """Full names, then short ones, in one language or in all that were given."""
    given = [names for each, names in body.names.items() if lang in (None, each)]
    full = [names.full for names in given if names.full.strip()]
    return (*full, *(short for names in given for short in names.short if short.strip()))
