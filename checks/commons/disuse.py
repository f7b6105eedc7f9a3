"""Pages that are there and hold nothing."""

from checks.commons.links import at
from checks.commons.materials import has_main, in_content, is_home
from checks.commons.wording import mentions
from facts import Finding, Page, Site, met, not_met, undecided
from methodology.model import Params

PART = "1"


def in_use(page: Page, site: Site, params: Params) -> Finding:
    """The observation on one page: it holds content, or it is a placeholder, or nothing."""
    place = {**at(page), "part": PART}
    text = page.main_text or page.title
    if mentions(text, params.words("filler-words")):
        return not_met("empty-page", page.url, **place, text=text, words=page.main_words, address=page.url)
    short = page.main_words <= params.number("placeholder_words_max")
    if short and mentions(f"{page.title} {text}", params.words("placeholder-words")):
        return not_met("empty-page", page.url, **place, text=text, words=page.main_words, address=page.url)
    if is_home(page, site) or not _is_bare(page, params):
        return met(page.url, **place)
    if has_main(page):
        return not_met("empty-page", page.url, **place, text=text, words=page.main_words, address=page.url)
    return undecided("empty-unclear", page.url, **place, words=page.main_words, address=page.url)


def _is_bare(page: Page, params: Params) -> bool:
    """True when the content has next to no words beside its title, and no pictures, players, forms, frames or links."""
    regions = in_content(page)
    seen = [(image.region, image.visible) for image in page.images] + [(form.region, form.visible) for form in page.forms]
    seen += [(link.region, link.visible) for link in page.links]
    if any(region in regions and visible is not False for region, visible in seen) or page.media or page.iframes:
        return False
    titles = sum(len(head.text.split()) for head in page.headings if head.region in regions)
    trail = sum(len(item.split()) for chain in page.breadcrumbs for item in chain.items)
    return page.main_words - titles - trail <= params.number("empty_words_max")
