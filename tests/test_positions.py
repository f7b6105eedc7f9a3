"""4-1.1: places in search engines from the engines' own interfaces and from a person's file."""

import base64
import dataclasses
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

import methodology
from audits import positions
from audits.positions_file import PositionsFileError, read_positions
from checks.base import collect
from checks.runner import run_check
from crawler import engine_positions
from crawler.engine_positions import Keys, ask_engines, names_of
from facts import AuditMeta, AuditPlan, Body, EnginePosition, Names, Scope, Site
from scoring import judge
from store import AuditFile
from store.migrations import SCHEMA
from tests.cases import page, site

SCOPE = Scope(origin="https://www.body.gov.kz")
BODY = Body(names={"kk": Names(full="Табиғат министрлігі", short=("ТМ",)), "ru": Names(full="Министерство природы", short=("МП",))})
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
HEAD = "engine,lang,name,query,position,date,screenshot"
Answer = tuple[int, bytes]


@contextmanager
def engine(answer: Callable[[str, dict[str, Any]], Answer]) -> Iterator[tuple[Keys, list[dict[str, Any]]]]:
    """Both interfaces on loopback; `answer` gets the engine and what it was asked."""
    asked: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def _say(self, name: str, given: dict[str, Any]) -> None:
            asked.append({"engine": name, **given})
            status, body = answer(name, given)
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            self._say("google", {key: value[0] for key, value in parse_qs(urlsplit(self.path).query).items()})

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self._say("yandex", {"authorization": self.headers["Authorization"], **body})

        def log_message(self, *_: object) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    keys = {"google_key": "gk", "google_cx": "cx", "yandex_key": "yk", "yandex_folder": "f"}
    try:
        yield Keys(**keys, google_url=f"{url}/customsearch/v1", yandex_url=f"{url}/v2/web/search"), asked
    finally:
        server.shutdown()
        server.server_close()


def others(number: int) -> list[str]:
    return [f"https://other{n}.example/" for n in range(number)]


def google(urls: list[str], given: dict[str, Any]) -> Answer:
    start = int(given["start"]) - 1
    shown = urls[start : start + 10]
    said: dict[str, Any] = {
        "kind": "customsearch#search",
        "queries": {"request": [{"startIndex": start + 1}]},
        "items": [{"link": url} for url in shown],
    }
    if len(urls) > start + 10:
        said["queries"]["nextPage"] = [{"startIndex": start + 11}]
    return 200, json.dumps(said).encode()


def yandex(groups: list[list[str]], error: str = "") -> Answer:
    found = "".join("<group>" + "".join(f"<doc><url>{url}</url></doc>" for url in urls) + "</group>" for urls in groups)
    inner = f'<error code="{error}">no</error>' if error else f"<results><grouping>{found}</grouping></results>"
    response = f'<response date="20261120T100000">{inner}</response>'
    xml = f'<?xml version="1.0" encoding="utf-8"?><yandexsearch version="1.0">{response}</yandexsearch>'
    return 200, json.dumps({"rawData": base64.b64encode(xml.encode()).decode()}).encode()


def asked_once(answer: Callable[[str, dict[str, Any]], Answer], scope: Scope = SCOPE) -> dict[str, EnginePosition]:
    with engine(answer) as (keys, _):
        return {one.engine: one for one in ask_engines(keys, [("kk", "short", "ТМ")], scope, "2026-11-20")}


def test_places_are_counted_as_the_interfaces_give_them() -> None:
    """Google's second answer holds the twelfth place; a domain of Yandex takes one place with all its documents."""
    urls = [*others(11), "https://body.gov.kz/kk/about", *others(12)]
    groups = [[url, f"{url}more"] for url in others(3)] + [["https://elsewhere.example/", "http://www.body.gov.kz/"]]

    with engine(lambda name, given: google(urls, given) if name == "google" else yandex(groups)) as (keys, asked):
        found = {one.engine: one for one in ask_engines(keys, [("kk", "short", "ТМ")], SCOPE, "2026-11-20")}

    assert (found["google"].position, found["google"].address) == (12, "https://body.gov.kz/kk/about")
    assert (found["yandex"].position, found["yandex"].address) == (4, "http://www.body.gov.kz/")
    assert [each["start"] for each in asked if each["engine"] == "google"] == ["1", "11"]
    assert asked[-1]["query"] == {"searchType": "SEARCH_TYPE_KK", "queryText": "ТМ", "page": "0", "fixTypoMode": "FIX_TYPO_MODE_OFF"}
    assert asked[-1]["authorization"] == "Api-Key yk"


def test_another_body_of_the_same_host_is_not_the_resource() -> None:
    """On a shared host only addresses under the body's path count."""
    prefix = "https://www.gov.kz/memleket/entities"
    urls = [*others(2), f"{prefix}/other", f"{prefix}/bodyguard", f"{prefix}/body/press?lang=kk"]
    scope = Scope(origin="https://www.gov.kz", prefix="/memleket/entities/body")
    found = asked_once(lambda name, given: google(urls, given) if name == "google" else yandex([[url] for url in urls]), scope)

    assert {one.position for one in found.values()} == {5}


def test_twenty_results_without_the_resource_say_that_it_is_not_among_them() -> None:
    """Seven do not: an engine that gives so few was not asked for the whole web."""
    full = asked_once(lambda name, given: google(others(40), given) if name == "google" else yandex([[url] for url in others(20)]))
    few = asked_once(lambda name, given: google(others(7), given) if name == "google" else yandex([], error="15"))

    assert {(one.position, one.looked, one.gap) for one in full.values()} == {(None, 20, None)}
    assert [(one.position, one.looked) for one in few.values()] == [(None, 7), (None, 0)]


def test_a_search_of_one_site_is_no_search_engine() -> None:
    """A search engine that is set to the site itself finds it first, whatever is asked."""
    own = [f"https://body.gov.kz/{n}" for n in range(30)]
    found = asked_once(lambda name, given: google(own, given) if name == "google" else yandex([[url] for url in own[:20]]))

    assert {one.gap.reason for one in found.values() if one.gap} == {"not-whole-web"}


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (429, b"{}", "quota"),
        (403, b'{"error": {"errors": [{"reason": "dailyLimitExceeded"}]}}', "quota"),
        (403, b'{"error": {"errors": [{"reason": "forbidden"}]}}', "key-refused"),
        (400, b'{"error": {"message": "API key not valid"}}', "key-refused"),
        (503, b"", "http-5xx"),
        (200, b"<html>", "failed"),
        (200, b"[]", "failed"),
        (200, b'{"rawData": "%%%", "items": [{}]}', "failed"),
    ],
)
def test_what_is_no_answer_leaves_the_place_open(status: int, body: bytes, reason: str) -> None:
    """Quotas, refused keys, failures and nonsense: undecided with the reason, which holds no key."""
    found = asked_once(lambda *_: (status, body))

    assert {one.gap.reason for one in found.values() if one.gap} == {reason}
    assert not [one for one in found.values() if one.position or (one.gap and ("gk" in one.gap.detail or "yk" in one.gap.detail))]


@pytest.mark.parametrize(("code", "reason"), [("32", "quota"), ("55", "quota"), ("42", "key-refused"), ("20", "failed")])
def test_errors_inside_an_answer_of_yandex(code: str, reason: str) -> None:
    """Its codes come with status 200."""
    gap = asked_once(lambda name, given: google([], given) if name == "google" else yandex([], error=code))["yandex"].gap

    assert gap is not None
    assert gap.reason == reason


def test_an_interface_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is given up in time, and nothing is listening is told apart."""
    monkeypatch.setattr(engine_positions, "_SECONDS", 0.2)

    def slow(*_: object) -> Answer:
        time.sleep(0.6)
        return 200, b"{}"

    late = asked_once(slow)
    nobody = ask_engines(Keys(google_key="k", google_cx="c", google_url="http://127.0.0.1:9/"), [("kk", "full", "x")], SCOPE, "2026-11-20")

    assert {one.gap.reason for one in late.values() if one.gap} == {"timeout"}
    assert [one.gap.reason for one in nobody if one.gap] == ["broken"]


def test_a_quota_that_is_used_up_is_not_asked_again() -> None:
    """One refusal stands for all names of that engine."""
    with engine(lambda *_: (429, b"{}")) as (keys, asked):
        found = ask_engines(keys, names_of(BODY), SCOPE, "2026-11-20")

    assert len(found) == 8
    assert len(asked) == 2


def test_keys_come_in_pairs_from_the_environment() -> None:
    """Half a pair is no key."""
    assert Keys.of({}).engines == ()
    assert Keys.of({"TEKSER_GOOGLE_KEY": "a", "TEKSER_YANDEX_KEY": "b", "TEKSER_YANDEX_FOLDER": "c"}).engines == ("yandex",)


def csv_file(folder: Path, *lines: str, head: str = HEAD) -> Path:
    (folder / "shot.png").write_bytes(PNG)
    (folder / "words.txt").write_text("no picture")
    path = folder / "positions.csv"
    path.write_text("\n".join([head, *lines]), encoding="utf-8-sig")
    return path


def test_a_persons_file(tmp_path: Path) -> None:
    """Numbers, none, spreadsheets' semicolons and columns in any order."""
    comma = csv_file(
        tmp_path, "google,kk,full,Табиғат  министрлігі,3,2026-11-19,shot.png", "", "Mail.ru,ru,short,МП,жоқ,2026-11-20,shot.png"
    )
    found = read_positions(comma, BODY, "2026-11-20")
    semicolon = csv_file(
        tmp_path, "7;yandex;ru;full;Министерство природы;2026-11-20;shot.png", head="position;engine;lang;name;query;date;screenshot"
    )

    assert [(one.engine, one.position, one.looked, one.by) for one in found] == [
        ("google", 3, 3, "person"),
        ("mail.ru", None, 20, "person"),
    ]
    assert [one.position for one in read_positions(semicolon, BODY, "2026-11-20")] == [7]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("bing,kk,full,Табиғат министрлігі,1,2026-11-20,shot.png", "line 2: engine is 'bing'"),
        ("google,en,full,Ministry,1,2026-11-20,shot.png", "line 2: lang is 'en'"),
        ("google,kk,long,Табиғат министрлігі,1,2026-11-20,shot.png", "line 2: name is 'long'"),
        ("google,kk,full,,1,2026-11-20,shot.png", "line 2: query is empty"),
        ("google,kk,full,Су министрлігі,1,2026-11-20,shot.png", "line 2: query 'Су министрлігі' is not the full name in kk"),
        ("google,kk,short,ТМ,0,2026-11-20,shot.png", "line 2: position is '0'"),
        ("google,kk,short,ТМ,first,2026-11-20,shot.png", "line 2: position is 'first'"),
        ("google,kk,short,ТМ,1,20.11.2026,shot.png", "line 2: date is '20.11.2026'"),
        ("google,kk,short,ТМ,1,2026-11-21,shot.png", "line 2: date 2026-11-21 is after the date of the audit"),
        ("google,kk,short,ТМ,1,2026-11-20,gone.png", "line 2: screenshot 'gone.png' is not there"),
        ("google,kk,short,ТМ,1,2026-11-20,words.txt", "line 2: screenshot 'words.txt' is no PNG"),
        ("google,kk,short,ТМ,1,2026-11-20,", "line 2: screenshot '' is not there"),
        ("google,kk,short,ТМ,1,2026-11-20", "line 2: has 6 cells, the heading 7"),
        (
            "google,kk,short,ТМ,1,2026-11-20,shot.png\ngoogle,kk,short,ТМ,2,2026-11-20,shot.png",
            "line 3: google, kk, short is in line 2 already",
        ),
        ("", "holds no line"),
    ],
)
def test_a_wrong_line_is_named(line: str, said: str, tmp_path: Path) -> None:
    """One line: which line it is, what is wrong, what it takes."""
    with pytest.raises(PositionsFileError) as caught:
        read_positions(csv_file(tmp_path, line), BODY, "2026-11-20")

    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_none(tmp_path: Path) -> None:
    """A missing file, another heading, another encoding."""
    other = csv_file(tmp_path, head="engine,query")
    bytes_ = tmp_path / "old.csv"
    bytes_.write_bytes("engine,яндекс".encode("cp1251"))

    for path, said in ((tmp_path / "gone.csv", "cannot be read"), (other, "line 1: the heading must be"), (bytes_, "is not UTF-8")):
        with pytest.raises(PositionsFileError, match=said):
            read_positions(path, BODY, "")


def test_entered_places_are_kept_with_their_screenshots(tmp_path: Path) -> None:
    """A copy stands in evidence; a person's later word takes the place of the earlier one, and goes before the program's."""
    plan = AuditPlan(url="https://body.gov.kz/", body=BODY, today="2026-11-20")
    meta = AuditMeta(id="a", plan=plan, tool_version="0", schema=SCHEMA, started_at="2026-11-20T00:00:00Z")
    path = csv_file(tmp_path, "google,kk,short,ТМ,15,2026-11-20,shot.png")
    with AuditFile.create(tmp_path / "audit", meta) as file:
        file.put_site(Site(scope=SCOPE, body=BODY, today="2026-11-20", start_url="https://body.gov.kz/"))
        file.put_positions([EnginePosition(engine="google", lang="kk", name="short", query="ТМ", position=1, looked=1)])
        positions.enter(file, positions.read(path, plan))
        positions.enter(file, positions.read(csv_file(tmp_path, "google,kk,short,ТМ,16,2026-11-20,shot.png"), plan))
        kept = file.site().positions
        run = run_check(collect()["4-1.1"], dataclasses.replace(file.site(), pages=(page(),)), methodology.load().params)

    assert sorted((one.by, one.position) for one in kept) == [("person", 16), ("program", 1)]
    assert (tmp_path / "audit" / next(one.picture for one in kept if one.picture)).read_bytes() == PNG
    assert [finding.values["position"] for finding in run.findings if finding.kind == "position-second-page"] == ["16"]


def test_the_mean_is_exact_and_says_who_decided() -> None:
    """Three engines, full and short name: 1, 1, 1/2, 0 and two that nobody has looked up."""
    names = Body(names={"kk": Names(full="Табиғат министрлігі", short=("ТМ",))})
    places = [("google", "full", 1), ("google", "short", 10), ("yandex", "full", 20), ("yandex", "short", 21)]
    seen = tuple(
        EnginePosition(engine=where, lang="kk", name=name, query="x", position=place, looked=20, date="2026-11-20", by="person")  # type: ignore[arg-type]
        for where, name, place in places
    )
    law = methodology.load()
    run = run_check(collect()["4-1.1"], site(page(), body=names, positions=seen), law.params)
    row = next(each for each in judge({"4-1.1": run}, law, "cgb").indicators if each.id == "4-1.1")

    assert (row.points.low, row.points.high) == (Fraction(5, 12), Fraction(9, 12))
    assert row.decided_by == "person"
