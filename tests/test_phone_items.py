"""Which pages a phone opens, that it opens them once, and what a second look at what it got does."""

import dataclasses
from pathlib import Path

import pytest

from audits import stages
from audits.again import choose as choose_again
from audits.again import left as left_again
from audits.again import settled
from audits.phones import left, wanted
from checks.base import collect
from checks.runner import run
from crawler import Silent
from crawler.again import look_again
from crawler.phone_items import see_pages_on_phone
from crawler.places import Places
from facts import Fit, Outcome, Page, PageState, PhoneLook, Scope, Site, Variant
from methodology import load
from store.records import Again
from tests.cases import page, site
from tests.crawling import new_file, plan
from tests.test_phones import serving

LAW = load("kz-1279")
PARAMS = dataclasses.replace(LAW.params_for("cgb"), items=tuple(item for item in LAW.params_for("cgb").items if item.annex == 6))
SPECS = {"6": collect()["6"]}
FITS = Fit(window=412, scale=1, page_width=412, letters=900, beyond=0, font=16)
WIDE = dataclasses.replace(FITS, scale=0.42, page_width=980, font=5.9)
ADDRESS = {
    "kk": "Пошталық мекенжайы: 010000, Астана қаласы, Мәңгілік Ел даңғылы, 8 үй",
    "ru": "Почтовый адрес: 010000, город Астана, проспект Мәңгілік Ел, дом 8",
}
NAMES = {"kk": "Байланыс", "ru": "Контакты"}


def contacts(lang: str, profile: str = "desktop-chrome", **more: object) -> Page:
    given = {
        "url": f"https://body.gov.kz/{lang}/contacts",
        "lang": lang,
        "text_lang": lang,
        "title": NAMES[lang],
        "main_words": 12,
        "words": 12,
    }
    head = [{"level": 1, "text": NAMES[lang], "region": "main"}]
    return page(**{**given, "profile": profile, "headings": head, "main_text": f"{NAMES[lang]} {ADDRESS[lang]}", **more})


def look(lang: str, fit: Fit) -> PhoneLook:
    url = f"https://body.gov.kz/{lang}/"
    same = Variant(desktop_url=url, phone_url=url)
    return PhoneLook(lang=lang, url=url, is_home=True, final_url=url, desktop_url=url, fit=fit, variant=same)  # type: ignore[arg-type]


def on_phone(lang: str, **more: object) -> Page:
    return page(url=f"https://body.gov.kz/{lang}/", lang=lang, profile="phone-android", **more)


def test_the_pages_with_items_are_wanted_once() -> None:
    """Those that hold items come, of both languages, up to the limit; what was opened or cannot be is not wanted again."""
    known = site(contacts("kk"), contacts("ru"), page(url="https://body.gov.kz/kk/x", title="Бет"))
    urls = wanted(known, PARAMS, 10)
    blocked = contacts("ru", state="blocked")

    assert set(urls) == {"https://body.gov.kz/kk/contacts", "https://body.gov.kz/ru/contacts"}
    assert wanted(known, PARAMS, 10) == urls
    assert wanted(known, PARAMS, 1) == urls[:1]
    assert wanted(known, PARAMS, 0) == ()
    assert left(urls, [contacts("kk", "phone-android"), blocked]) == ("https://body.gov.kz/ru/contacts",)
    assert left(urls, [contacts("kk", "phone-android"), dataclasses.replace(blocked, state=PageState.ROBOTS)]) == ()


def judged(known: Site) -> object:
    return run(known, dataclasses.replace(PARAMS, items=()), only={"6"})


@pytest.mark.parametrize(("second", "outcome"), [(WIDE, Outcome.NOT_MET), (FITS, Outcome.UNDECIDED)])
def test_what_a_phone_got_is_seen_twice(second: Fit, outcome: Outcome) -> None:
    """A page for desktops takes points when it comes again; one that adapts the second time is undecided."""
    homes = tuple(page(url=f"https://body.gov.kz/{lang}/", lang=lang) for lang in ("kk", "ru"))
    known = site(*homes, phones=[], homes={lang: f"https://body.gov.kz/{lang}/" for lang in ("kk", "ru")})
    known = dataclasses.replace(known, phones=(look("kk", WIDE), look("ru", FITS)), phone_pages=(on_phone("kk"), on_phone("ru")))
    params = dataclasses.replace(PARAMS, items=())
    runs = run(known, params, only={"6"})
    places = choose_again(runs, SPECS, known, params)
    again = Again(phones=(look("kk", second),), phone_pages=(on_phone("kk"),))
    ended, confirmation = settled(runs, SPECS, known, again, params)
    (finding,) = [one for one in ended["6"].findings if one.part == "coefficient" and one.lang == "kk"]

    assert places == Places(phones=("https://body.gov.kz/kk/",))
    assert left_again(places, again) == Places()
    assert (finding.outcome, confirmation.twice, confirmation.state) == (outcome, 1, "done")


@pytest.mark.browser
def test_pages_are_opened_kept_and_judged_without_a_network(tmp_path: Path) -> None:
    """A phone opens the pages asked for; the file gives them back, a second look stands apart, and check 6 reads them when all is gone."""
    with serving() as server:
        asked = plan(server.url, langs=("kk",), profiles=("desktop-chrome", "phone-android"))
        url, home = f"{server.url}/opening/", f"{server.url}/nothing/"
        with new_file(tmp_path, asked) as file:
            for one in (url, home):
                file.put_page(Page(url=one, final_url=one, state=PageState.OK, profile="desktop-chrome", lang="kk", is_home=one == home))
            file.put_site(Site(scope=Scope(origin=server.url), body=asked.body, today=asked.today, start_url=home, homes={"kk": home}))
            file.put_phone(PhoneLook(lang="kk", url=home, is_home=True, final_url=home, desktop_url=home, fit=WIDE))
            see_pages_on_phone(asked, file, (url, home), Silent())
            look_again(asked, file, Places(phones=(url, home)), Silent())
            (second,), pages = file.again().phones, file.again().phone_pages
    with stages.AuditFile.open(tmp_path) as file:
        findings = stages.check(file)["6"].findings
        kept = {one.url: one for one in file.site().phone_pages}

    assert (set(kept), {one.url for one in pages}) == ({url, home}, {url, home})
    assert "Дүйсенбі 15:00" in kept[url].main_text
    assert second.fit is not None
    assert (second.gap, second.fit.font < 8, second.variant is not None) == (None, True, True)
    assert [(one.kind, one.lang) for one in findings if one.part == "coefficient"] == [("no-mobile-version", "kk"), ("phone-unseen", "ru")]
