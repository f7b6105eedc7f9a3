"""Places in search engines by their official interfaces: Google's Custom Search JSON API and Yandex's Search API v2.

Keys are the user's own and stand nowhere but in the environment. Pages of results are never read: what no interface tells stays open.
Google gives its interface to earlier customers only, and ends it on 1 January 2027.
"""

import base64
import binascii
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
from lxml import etree

from crawler.urls import canonical, same_host
from facts import Body, Engine, EnginePosition, Gap, Lang, NameKind, Scope
from facts.reasons import http_reason

LOOKED = 20  # results: what stands beyond earns nothing
_A_PAGE = 10  # results of one answer of Google
_SECONDS = 20.0
_MOST_BYTES = 4_000_000
_LANGUAGES: tuple[Lang, ...] = ("kk", "ru")  # of the names that count
_QUOTA = ("rateLimitExceeded", "dailyLimitExceeded", "quotaExceeded", "RESOURCE_EXHAUSTED")
_KEY = frozenset({400, 401, 403})
_NO_RESULTS = "15"  # Yandex's codes
_YANDEX_QUOTA = frozenset({"32", "55"})
_YANDEX_KEY = frozenset({"31", "42", "43", "44"})
_FINAL = frozenset({"quota", "key-refused"})  # another query would end so, too

Wanted = tuple[Lang, NameKind, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The user's keys, "" where there is none; and where the interfaces stand."""

    google_key: str = ""
    google_cx: str = ""
    yandex_key: str = ""
    yandex_folder: str = ""
    google_url: str = "https://www.googleapis.com/customsearch/v1"
    yandex_url: str = "https://searchapi.api.cloud.yandex.net/v2/web/search"

    @classmethod
    def of(cls, environment: Mapping[str, str] = os.environ) -> "Keys":
        """From TEKSER_GOOGLE_KEY with TEKSER_GOOGLE_CX, and TEKSER_YANDEX_KEY with TEKSER_YANDEX_FOLDER."""
        names = ("google_key", "google_cx", "yandex_key", "yandex_folder")
        return cls(**{name: environment.get(f"TEKSER_{name.upper()}", "").strip() for name in names})

    @property
    def engines(self) -> tuple[Engine, ...]:
        """The engines that can be asked."""
        google = bool(self.google_key and self.google_cx)
        yandex = bool(self.yandex_key and self.yandex_folder)
        return (*(("google",) if google else ()), *(("yandex",) if yandex else ()))


class _Refused(Exception):
    """An engine did not answer the query; `reason` is a key of the table of reasons."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(detail)
        self.reason = reason


def names_of(body: Body) -> tuple[Wanted, ...]:
    """The full and the first short name in each language that counts."""
    found: list[Wanted] = []
    for lang in _LANGUAGES:
        given = body.names.get(lang)
        if given and given.full.strip():
            found.append((lang, "full", given.full.strip()))
        short = next((one.strip() for one in (given.short if given else ()) if one.strip()), "")
        if short:
            found.append((lang, "short", short))
    return tuple(found)


def ask_engines(keys: Keys, wanted: Iterable[Wanted], scope: Scope, today: str) -> tuple[EnginePosition, ...]:
    """The resource's place for each name in each engine that has a key; never raises."""
    names = tuple(wanted)
    found: list[EnginePosition] = []
    with httpx.Client(timeout=_SECONDS, follow_redirects=False, headers={"User-Agent": "tekser"}) as client:
        for engine in keys.engines:
            ask = _ASK[engine]
            gap: Gap | None = None
            for lang, name, query in names:
                blank: dict[str, Any] = {"engine": engine, "lang": lang, "name": name, "query": query, "date": today}
                if gap is None or gap.reason not in _FINAL:
                    answer = _answer(ask, client, keys, query, lang)
                    gap = answer if isinstance(answer, Gap) else None
                if gap is not None or isinstance(answer, Gap):
                    found.append(EnginePosition(**blank, gap=gap))
                else:
                    found.append(_placed(blank, answer, scope))
    return tuple(found)


_Results = list[tuple[str, ...]]  # addresses at each place
_Ask = Callable[[httpx.Client, Keys, str, Lang], _Results]


def _answer(ask: _Ask, client: httpx.Client, keys: Keys, query: str, lang: Lang) -> _Results | Gap:
    """The results, or why there are none; no key ever stands in the reason."""
    try:
        return ask(client, keys, query, lang)
    except _Refused as refused:
        return Gap(refused.reason, str(refused)[:200])
    except httpx.TimeoutException:
        return Gap("timeout", "the interface did not answer in time")
    except httpx.HTTPError as error:
        return Gap("broken", type(error).__name__)
    except (ValueError, KeyError, TypeError, AttributeError, etree.XMLSyntaxError) as error:
        return Gap("failed", f"the answer of the interface was not understood: {type(error).__name__}")


def _placed(blank: dict[str, Any], results: _Results, scope: Scope) -> EnginePosition:
    hosts = {(urlsplit(url).hostname or "").removeprefix("www.") for urls in results for url in urls}
    if len(results) > 1 and len(hosts) == 1:  # a search of one site finds that site first, whatever is asked
        return EnginePosition(**blank, looked=len(results), gap=Gap("not-whole-web", "all results are of one host"))
    for place, urls in enumerate(results[:LOOKED], start=1):
        own = next((url for url in urls if _is_own(url, scope)), None)
        if own is not None:
            return EnginePosition(**blank, position=place, looked=place, address=own)
    return EnginePosition(**blank, looked=min(len(results), LOOKED))


def _is_own(url: str, scope: Scope) -> bool:
    address = canonical(url)
    if not address or not same_host(address, scope.origin):
        return False
    prefix = scope.prefix.rstrip("/")
    path = urlsplit(address).path
    return not prefix or path == prefix or path.startswith(f"{prefix}/")


def _google(client: httpx.Client, keys: Keys, query: str, lang: Lang) -> _Results:
    results: _Results = []
    while len(results) < LOOKED:
        page: dict[str, str | int] = {"q": query, "num": _A_PAGE, "start": len(results) + 1, "gl": "kz", "hl": lang}
        given = {"key": keys.google_key, "cx": keys.google_cx, **page}
        answer = client.get(keys.google_url, params=given)
        if answer.status_code != httpx.codes.OK:
            raise _refusal(answer)
        said = _json(answer)
        items = [(str(item["link"]),) for item in said.get("items", [])]
        results += items
        if len(items) < _A_PAGE or not said.get("queries", {}).get("nextPage"):
            break
    return results


def _yandex(client: httpx.Client, keys: Keys, query: str, lang: Lang) -> _Results:  # noqa: ARG001  # one search for Kazakhstan
    body = {
        "query": {"searchType": "SEARCH_TYPE_KK", "queryText": query, "page": "0", "fixTypoMode": "FIX_TYPO_MODE_OFF"},
        "groupSpec": {"groupMode": "GROUP_MODE_DEEP", "groupsOnPage": str(LOOKED), "docsInGroup": "3"},
        "folderId": keys.yandex_folder,
        "responseFormat": "FORMAT_XML",
    }
    answer = client.post(keys.yandex_url, json=body, headers={"Authorization": f"Api-Key {keys.yandex_key}"})
    if answer.status_code != httpx.codes.OK:
        raise _refusal(answer)
    try:
        raw = base64.b64decode(_json(answer)["rawData"], validate=True)
    except binascii.Error as error:
        raise _Refused("failed", "the answer is not base64") from error
    return _yandex_results(raw)


def _yandex_results(raw: bytes) -> _Results:
    """Addresses at each place: a domain with its documents takes one."""
    tree = etree.fromstring(raw, parser=etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    error = tree.find("response/error")
    if error is not None:
        code = error.get("code", "")
        if code == _NO_RESULTS:
            return []
        reason = "quota" if code in _YANDEX_QUOTA else "key-refused" if code in _YANDEX_KEY else "failed"
        raise _Refused(reason, f"error {code}")
    groups = tree.findall("response/results/grouping/group")
    return [tuple(url.text.strip() for url in group.findall("doc/url") if url.text) for group in groups]


def _json(answer: httpx.Response) -> dict[str, Any]:
    if len(answer.content) > _MOST_BYTES:
        raise _Refused("too-large", "the answer is too large")
    said = answer.json()
    if not isinstance(said, dict):
        raise _Refused("failed", "the answer is no object")
    return said


def _refusal(answer: httpx.Response) -> _Refused:
    status, text = answer.status_code, answer.text[:4000]
    if status == httpx.codes.TOO_MANY_REQUESTS or any(word in text for word in _QUOTA):
        return _Refused("quota", f"HTTP {status}")
    return _Refused("key-refused" if status in _KEY else http_reason(status), f"HTTP {status}")


_ASK: Mapping[Engine, _Ask] = {"google": _google, "yandex": _yandex}
