"""o9 What Article 16 of the Law on access to information asks stands on a subordinate organisation's site, in Kazakh and in Russian.

Source:   Joint order of 29-30 April 2025, annex 10, tables 8 and 9; O-1, O-2, O-4, D-16.
Applies:  every part of the article that the methodology's data has, in each of the two languages.
Met:      a place of the site is the part by its names and surroundings and holds what must be there, as Annex 5 is judged (tekser explain
          5-1.2). What is not there, or is outdated, takes its share as a penalty.
Cannot:   the parts of the article that the data has not are left to a person (O-4), as is what is incomplete (O-2) and all that the finder
          of Annex 5 leaves open.
"""

from collections.abc import Iterator

from checks.base import check
from checks.openness.content import FACTS, SAID, components
from facts import Finding, Site
from methodology.model import Params


@check("o9", scope="site", needs=FACTS, kinds=SAID)
def subordinate_resource(site: Site, params: Params) -> Iterator[Finding]:
    """One observation for each component and language, and what is outdated of it."""
    yield from components("o9", site, params)
