"""The four things that every page owes its visitor: main menu, way home, site map, search."""

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from checks.commons.links import Whereabouts, is_external, key, openable
from checks.commons.materials import home_keys
from checks.commons.phrases import holds
from checks.commons.wording import address_mentions, mentions
from facts import Field, Form, Lang, Link, Page, Site
from methodology.model import Params

_NAME_WORDS = 4  # words that the name of a link has at most; more are a sentence
_QUERY_TYPES = frozenset({"search", "text", ""})
_FRAME = frozenset({"header", "nav"})
_CONTENT = frozenset({"main", "footer", "aside"})


@dataclass(frozen=True, slots=True)
class Landscape:
    """What the controls of a site's pages may lead to."""

    where: Whereabouts
    origin: str  # of the site
    homes: Mapping[Lang, str]  # language -> key of its home page
    entries: frozenset[str]  # keys of all addresses that end at a home page
    shared: Mapping[Lang | None, frozenset[str]]  # language -> keys of the addresses of its main menu
    alone: frozenset[Lang | None] = frozenset()  # languages of which one page was seen


def landscape(site: Site, pages: Iterable[Page], where: Whereabouts, params: Params) -> Landscape:
    """Read the site's common controls off its pages."""
    homes = {lang: where.final(url) for lang, url in site.homes.items()}
    bare = Landscape(where=where, origin=site.scope.origin, homes=homes, entries=home_keys(site, where), shared={})
    seen = tuple(pages)
    sizes = Counter(page.lang for page in seen)
    alone = frozenset(lang for lang, size in sizes.items() if size == 1)
    return dataclasses.replace(bare, shared=_shared(seen, bare, params), alone=alone)


def _shared(pages: Iterable[Page], land: Landscape, params: Params) -> Mapping[Lang | None, frozenset[str]]:
    counts: dict[Lang | None, Counter[str]] = {}
    sizes: Counter[Lang | None] = Counter()
    for page in pages:
        counts.setdefault(page.lang, Counter()).update(_menu_targets(page, land, params))
        sizes[page.lang] += 1
    least = {lang: params.number("menu_shared_share") * size for lang, size in sizes.items()}
    return {lang: frozenset(url for url, seen in counter.items() if seen >= least[lang]) for lang, counter in counts.items()}


def _menu_targets(page: Page, land: Landscape, params: Params) -> frozenset[str]:
    """Keys of the site's own addresses that links outside the content and the footer lead to."""
    links = (link for link in _menu_links(page, land, params) if link.region not in _CONTENT)
    return frozenset(land.where.final(link.url) for link in links) - land.entries


def _menu_links(page: Page, land: Landscape, params: Params) -> Iterator[Link]:
    """Links that a menu may consist of; controls for language, low vision, search, map and sign-in are none, other sites neither."""
    switches = {key(switch.url) for switch in page.switches}
    suffixes = params.words("registry-suffixes")
    for link in _outside_footer(page):
        own = openable(link) and not is_external(link.url, land.origin, suffixes)
        if own and key(link.url) not in switches and not _is_service(link, params):
            yield link


def _outside_footer(page: Page) -> Iterator[Link]:
    """Links that do not stand in the footer, those of a navigation inside it included."""
    footers = tuple(f"{spot.selector} " for spot in page.landmarks if spot.role == "contentinfo")
    inside = [at for at, link in enumerate(page.links) if link.region == "footer" or (footers and link.selector.startswith(footers))]
    first, last = min(inside, default=0), max(inside, default=-1)
    return (link for at, link in enumerate(page.links) if not first <= at <= last)


def _is_service(link: Link, params: Params) -> bool:
    words = (*params.words("service-words"), *params.words("map-words"), *params.words("search-words"))
    return mentions(f"{link.text} {link.title}", words) or link.fragment != "" or link.raw.startswith("#")


def has_menu(page: Page, land: Landscape, params: Params) -> bool:
    """A group of links that the pages of this language have in common, or a navigation landmark of its own."""
    least, targets = params.number("menu_links_min"), _menu_targets(page, land, params)
    if len(targets & land.shared.get(page.lang, frozenset())) >= least:
        return True
    chains = tuple(f"{crumb.selector} " for crumb in page.breadcrumbs)
    own = [link for link in _menu_links(page, land, params) if link.region in _FRAME and not link.selector.startswith(chains)]
    return len({key(link.url) for link in own} - land.entries) >= least


def has_menu_of_parts(page: Page, land: Landscape, params: Params) -> bool:
    """On the only page of its language: a navigation that leads to the parts of that page, perhaps beside other addresses."""
    return page.lang in land.alone and len(_menu_targets(page, land, params)) + len(_parts(page)) >= params.number("menu_links_min")


def _parts(page: Page) -> frozenset[str]:
    """Parts of the page that links in its header or navigation lead to; a part that is not there is none."""
    return frozenset(link.fragment for link in page.links if link.region in _FRAME and link.fragment_exists)


def has_script_menu(page: Page, params: Params) -> bool:
    """Buttons in the header's navigation that only a script answers: a menu may open from them."""
    buttons = [button for button in page.buttons or () if button.region in {"header", "nav"} and button.visible is not False]
    return any(mentions(f"{button.text} {button.classes}", params.words("menu-words")) for button in buttons)


def home_link(page: Page, land: Landscape) -> Link | None:
    """The first link to the home page of the page's language, or to the address that opens it; the language switch is none."""
    switches = {switch.selector for switch in page.switches if not switch.current and switch.lang != page.lang}
    own = land.homes.get(page.lang) if page.lang else None
    for link in page.links:
        if not openable(link) or link.raw.startswith("#"):
            continue
        end = land.where.final(link.url)
        if end == own or (link.selector not in switches and (end in land.entries or key(link.url) in land.entries)):
            return link
    return None


def map_link(page: Page, params: Params) -> Link | None:
    """The first link that is named as the site map or leads to an address named so."""
    return next((link for link in page.links if openable(link) and is_map_link(link, params)), None)


def is_map_link(link: Link, params: Params) -> bool:
    """True for a link to the site map that people read."""
    if mentions(f"{link.text} {link.title}", params.words("map-words")):
        return True
    return address_mentions(link.url, params.words("map-addresses")) and not link.url.endswith((".xml", ".gz"))


def search_sign(page: Page, origin: str, params: Params) -> str | None:
    """Selector of the page's search: its field, a link to a search page of the site at `origin`, or a button that opens one."""
    form = next((form for form in page.forms if is_search_form(form, params)), None)
    if form is not None:
        return form.selector
    signs = (_search_landmark(page), _search_link(page, origin, params), _search_button(page, params))
    return next((sign for sign in signs if sign is not None), None)


def search_like(page: Page, params: Params) -> str | None:
    """Selector of a field that may be the site's search though nothing says so: its marks or a magnifier beside it, a lone line on top."""
    words = params.words("search-field-marks")
    for form in page.forms:
        lines = [field for field in form.fields if field.type in _QUERY_TYPES and field.visible is not False]
        if any(field.type == "password" for field in form.fields):
            continue
        alone = len(form.fields) == 1 and form.region in _FRAME
        for field in lines:
            if alone or holds(words, field.marks, field.name, field.selector.rpartition(">")[2]):
                return field.selector
    return None


def _search_landmark(page: Page) -> str | None:
    return next((landmark.selector for landmark in page.landmarks if landmark.role == "search"), None)


def _search_link(page: Page, origin: str, params: Params) -> str | None:
    words, parts = params.words("search-words"), params.words("search-addresses")
    suffixes = params.words("registry-suffixes")
    for link in page.links:
        named = mentions(f"{link.text} {link.title}", words) and len(link.text.split()) <= _NAME_WORDS
        leads = openable(link) and (named or address_mentions(link.url, parts))
        if leads and link.region != "main" and not is_external(link.url, origin, suffixes):
            return link.selector
    return None


def _search_button(page: Page, params: Params) -> str | None:
    words = (*params.words("search-words"), *params.words("search-addresses"))
    for button in page.buttons or ():
        if button.region != "main" and mentions(f"{button.text} {button.classes.replace('-', ' ').replace('_', ' ')}", words):
            return button.selector
    return None


def is_search_form(form: Form, params: Params) -> bool:
    """True for the site's search: it says so by role, words, address or the name of its field, and is no filter of a list."""
    if form.visible is False and form.region == "main":
        return False
    field = query_field(form, params)
    if field is None or any(one.type == "password" for one in form.fields):
        return False
    said = " ".join((form.name, field.label, field.placeholder, *form.buttons, form.classes.replace("-", " ").replace("_", " ")))
    if form.region == "main" and mentions(said, params.words("filter-words")):
        return False
    return field.type == "search" or mentions(said, params.words("search-words")) or searches_site(form, params)


def searches_site(form: Form, params: Params) -> bool:
    """True for a form that is the search of the site by its role or its address, wherever it stands."""
    return form.role == "search" or (form.action != "" and address_mentions(form.action, params.words("search-addresses")))


def query_field(form: Form, params: Params) -> Field | None:
    """The field of a form that takes the words to search for."""
    fields = [field for field in form.fields if field.type in _QUERY_TYPES]
    named = params.words("search-field-names")
    best = [field for field in fields if field.type == "search"] or [field for field in fields if field.name.lower() in named]
    return next(iter(best or fields), None)
