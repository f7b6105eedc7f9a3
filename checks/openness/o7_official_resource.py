"""o7 What the openness assessment asks of an official internet resource stands on the site, in Kazakh and in Russian, and is current.

Source:   Joint order of 29-30 April 2025, annex 10, table 7; as advice order No. 17-НҚ, paragraph 16, and No. 118-НҚ, paragraphs 4 and 5;
          O-1, O-2, O-3, O-5, O-6, D-16.
Applies:  every component of the rows that concern the body, in each of the two languages.
Met:      a place of the site is the component by its names and surroundings and holds what must be there, as Annex 5 is judged (tekser
          explain 5-1.2). One that is outdated, or an act that was repealed, takes the component's share (O-2).
Cannot:   what is incomplete is left to a person (O-2), as is the share of answered questions and all that Annex 5's finder leaves open.
"""

from collections.abc import Iterator

from checks.base import check
from checks.openness.content import FACTS, SAID, components
from facts import Finding, Site
from methodology.model import Params


@check("o7", scope="site", needs=FACTS, kinds=SAID)
def official_resource(site: Site, params: Params) -> Iterator[Finding]:
    """One observation for each component and language, and what is outdated of it."""
    yield from components("o7", site, params)
