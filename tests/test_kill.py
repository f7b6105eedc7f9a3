"""Killed at any moment and gone on with: nothing that was done is done again, and the report is that of an undisturbed run."""

import random
from pathlib import Path

import pytest

from crawler.browser import find_chromium
from tests.killing import (
    Run,
    assert_nothing_twice,
    browser,
    disturbed,
    driver,
    everything,
    loads,
    program,
    ready_site,
    scripted_site,
    served,
)


def test_killed_again_and_again(tmp_path: Path) -> None:
    """kill -9 at random moments of start, pages, files and links: the report is that of an undisturbed run."""
    options, env = ("--langs", "kk,ru"), {"TEKSER_CHROMIUM": "no-such-browser"}
    dice = random.Random(11)
    with served(ready_site(16)) as site:
        whole = Run(site, tmp_path / "whole", options, env)
        whole.start()
        code, told = whole.finish()
        assert code == 0, told
        total = len(site.asked)
        broken = Run(site, tmp_path / "broken", options, env)
        first = len(site.asked)
        deaths = disturbed(broken, [(dice.randrange(1, 12), program), *((dice.randrange(8, total // 3), program) for _ in range(3))])

    assert len(deaths) >= 3
    assert broken.report == whole.report
    assert_nothing_twice(site, deaths)
    assert len(site.asked) - first <= total + sum(death.lost for death in deaths)


@pytest.mark.browser
@pytest.mark.skipif(find_chromium() is None, reason="no Chromium here")
def test_killed_while_it_renders(tmp_path: Path) -> None:
    """kill -9 of the program, of its browser, of the browser's driver and of all at once, while pages are rendered and visited."""
    options = ("--langs", "kk", "--profiles", "desktop-chrome", "--sample", "4")
    dice = random.Random(3)
    with served(scripted_site(10)) as site:
        whole = Run(site, tmp_path / "whole", options)
        whole.start()
        code, told = whole.finish()
        assert code == 0, told
        undisturbed, total = loads(site), len(site.asked)
        site.asked.clear()
        site.headers.clear()
        broken = Run(site, tmp_path / "broken", options)
        moments = [(dice.randrange(6, total // 3), kill) for kill in (program, browser, everything, driver)]
        deaths = disturbed(broken, moments)

    assert len(deaths) == 2
    assert broken.report == whole.report
    assert_nothing_twice(site, deaths)
    again = loads(site) - undisturbed
    assert again.total() <= 4 * len(moments), again  # the tabs open at each kill
