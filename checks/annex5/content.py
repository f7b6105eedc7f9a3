"""5 What Annex 5 asks to be published stands on the site, in Kazakh and in Russian.

Source:   Order No. 1279 (ed. 2022-08-27), Annex 5, tables 1 and 2; paragraphs 21-23; D-2, D-3, D-4, D-16, D-17.
Applies:  every item of the table that concerns the body, in each of the two languages; items that the body file names as not concerning
          the body (`not_concerned`), and those that the data asks of certain bodies only, do not apply.
Met:      a page, a part of one, a file or, where the order lets one stand for it, a link to another site is about the item by its names
          and surroundings, and holds what the methodology's data says must be there (content/requirements*.toml). Deficiencies stand
          beside it, each by its judge.
Cannot:   pictures of text, scans, files and pages that were closed or not read, pages that only an unusual name or a passing mention
          ties to the item: a person is shown the places. That something is not there is said only when the whole site was seen, its
          menus have words, and the language of its pages is known.
"""

from collections.abc import Iterator

from checks.annex5.judges import KINDS as JUDGED
from checks.annex5.judges import NEEDS, judge_all, once_for_each_fact
from checks.base import check
from checks.commons.content.finder import finders
from checks.commons.content.index import PAGE_FIELDS, SiteContent
from checks.commons.content.model import Found
from checks.commons.content.observing import KINDS, concerns, observed
from checks.commons.content.stems import Stems
from facts import Finding, Site, not_applicable, undecided
from methodology.model import Params


@check(
    "5",
    scope="site",
    needs=NEEDS | {"documents", "targets", "pairs", *(f"pages.{field}" for field in PAGE_FIELDS)},
    kinds=KINDS | JUDGED,
)
def content(site: Site, params: Params) -> Iterator[Finding]:
    """One observation for each item and language, and what is wrong with it."""
    seen = SiteContent(site, params)
    stems = Stems(params.forms)
    items = [item for item in params.items if item.annex == 5 and item.finder]
    for lang, finder in finders(seen, params, stems).items():
        concerned = {item.id: concerns(item, site, params) for item in items}
        judged: list[tuple[Found, Finding]] = []
        yield from (not_applicable(part=item.id, lang=lang) for item in items if concerned[item.id] is False)
        for found in finder.find_all(item for item in items if concerned[item.id] is not False):
            if concerned[found.item.id] is None and found.place is None:
                yield undecided("concern-unknown", part=found.item.id, lang=lang)
            else:
                yield observed(found)
                judged += [(found, finding) for finding in judge_all(found, seen, params)]
        yield from once_for_each_fact(judged, params)
