"""4-2.7 Information is readable text, its files are labelled, and it opens for everybody.

Source:   Order No. 1279 (ed. 2022-08-27), Annex 4, row 2.7, sub-points 1 to 4; D-13, D-20.
Applies:  (1) every page and every file with text, every archive; (2) every link to a file for downloading; (3) every page and file;
          (4) every page and file that a public link leads to, links that announce signing in excepted.
Met:      (1) the page is in UTF-8, text can be copied from the file, the archive is zip; (2) format and size stand with the link or in the
          row or paragraph around it, and the format is the file's own; (3) no plug-in, no program, no format that ordinary computers do not
          open; (4) it answers without asking who the visitor is.
Cannot:   files closed by robots.txt or not loaded are not looked into, nor is known what a closed address that hands out files leads to;
          whether a refusal (403) is for programs only is left to a person.
"""

from collections.abc import Iterator

from checks.base import check
from checks.commons.entry import doors
from checks.commons.formats import file_findings, page_findings
from checks.commons.links import whereabouts
from facts import Finding, Site
from methodology.model import Params


@check(
    "4-2.7",
    scope="site",
    every_page={"1", "2", "3", "4"},
    needs={
        "pages.links",
        "pages.forms",
        "pages.headings",
        "pages.blocks",
        "pages.landmarks",
        "pages.media",
        "pages.images",
        "pages.charset_used",
        "pages.main_words",
        "documents",
        "targets",
    },
    kinds={
        "not-utf8",
        "no-text-layer",
        "archive-not-zip",
        "text-unknown",
        "document-closed",
        "document-not-seen",
        "download-closed",
        "no-format",
        "no-size",
        "format-wrong",
        "special-software",
        "plug-in",
        "format-unknown",
        "sign-in-required",
        "access-refused",
    },
    parts={"1", "2", "3", "4"},
)
def formats(site: Site, params: Params) -> Iterator[Finding]:
    where = whereabouts(site)
    yield from page_findings(site, where, params)
    yield from file_findings(site, where, params)
    yield from doors(site, where, params)
