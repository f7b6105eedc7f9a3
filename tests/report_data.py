"""A made-up audit of any size for the tests of reports: facts, findings of every sort, a hostile site."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

import methodology
from facts import (
    AuditMeta,
    AuditPlan,
    Body,
    CheckRun,
    Coverage,
    CrawlSummary,
    Document,
    Finding,
    Lang,
    Names,
    Page,
    PageState,
    Picture,
    ProfileUsed,
    Scope,
    Site,
    Target,
    TargetState,
    Verdict,
    met,
    not_applicable,
    not_met,
    undecided,
)
from scoring import judge

HOST = "https://ministry.example.kz"
HOSTILE = "<script>alert(1)</script>\"'></style>{{7*7}}=cmd|' /C calc'!A0\x07\u2028"
GONE = f"{HOST}/gone"
LANGS = ("kk", "ru", "en")
DESKTOP, PHONE = "desktop-chrome", "phone-android"


def address(number: int) -> str:
    """The address of page `number`; pages go round the languages."""
    return f"{HOST}/{LANGS[number % 3]}/page-{number:04}"


def _page(number: int) -> Page:
    return Page(
        url=address(number),
        final_url=address(number),
        state=PageState.OK,
        profile=DESKTOP,
        status=200,
        fetched_at="2026-11-20T10:00:00Z",
        lang=LANGS[number % 3],  # type: ignore[arg-type]
        title=f"{HOSTILE} {number}",
        words=300,
    )


def _seen(number: int, **more: str) -> dict[str, str]:
    return {"page": address(number), "lang": LANGS[number % 3], "profile": DESKTOP, **more}


def _contrast(pages: int, each: int) -> tuple[Finding, ...]:
    found = []
    for page in range(pages):
        for place in range(each):
            where = _seen(page, text=f"Жаңалық {page}-{place} {HOSTILE}")
            found.append(
                not_met(
                    "contrast-low",
                    f"main > ul > li:nth-child({place + 1}) > a",
                    ratio="2.96",
                    required="4.5",
                    color="#969696",
                    background="#ffffff",
                    **where,
                )
            )
        found.append(met("header > a", **_seen(page)))
    return tuple(found)


def _runs(pages: int, each: int) -> Mapping[str, CheckRun]:
    dead = tuple(not_met("dead-link", GONE, part="1", address=GONE, reason="http-404", **_seen(n)) for n in range(pages))
    runs = {
        "4-3.7": _contrast(min(pages, 1000), each),
        "4-2.10": (*dead, *(met(part="2", **_seen(n)) for n in range(pages)), undecided("check-failed", part="3", error="ValueError")),
        "4-2.3": tuple(met("nav", **_seen(n)) for n in range(pages)),
        "4-2.4": tuple((met if n % 2 else not_met)("nav" if n % 2 else "no-breadcrumbs", **_seen(n)) for n in range(pages)),
        "4-3.1": (
            undecided("fact-missing", fact="live.axe", reason="timeout", **_seen(0)),
            not_met("alt-missing", "img", text=HOSTILE, element="img", src="/a.png", **_seen(1)),
        ),
        "4-4.6": (),
        "4-4.1": (met("form", **_seen(0)),),
    }
    runs |= {annex: tuple(_content(annex)) for annex in ("5", "6")}
    return {name: CheckRun(id=name, findings=found) for name, found in runs.items()}


def _content(annex: str) -> Iterator[Finding]:
    """Items of an annex in kk and ru with something of every outcome."""
    leaves = [row.id for row in methodology.load().rows("cgb") if row.id.startswith(f"{annex}-") and row.rule.kind == "item"]
    for number, (part, lang) in enumerate((part, lang) for part in leaves for lang in ("kk", "ru")):
        yield from _item(number, part, lang)
    if annex == "6":
        yield met(part="coefficient", lang="kk", page=HOST, step="by-itself")
        yield undecided("timeout", part="coefficient", lang="ru", page=HOST, steps="by-itself,by-link")
        yield not_applicable(part="link-back")


def _item(number: int, part: str, lang: Lang) -> Iterator[Finding]:
    at: dict[str, Any] = {"part": part, "lang": lang}
    place = f"{HOST}/{lang}/about/{number}?q={HOSTILE}"
    if number % 7 == 3:
        yield not_met("absent", **at)
    elif number % 7 == 4:
        yield undecided("candidates", **at, page=place, text=f"Құрылым {HOSTILE}", places=f"{HOST}/a, {HOST}/b, javascript:alert(1)")
    elif number % 31 == 5:
        yield not_applicable(**at)
    else:
        yield met(
            **at,
            page=place,
            text=f"Министрліктің мекенжайы: 010000, Астана қ., {HOSTILE}",
            how="menu",
            confidence="certain",
            said=f"мекенжай {HOSTILE}",
        )
        if number % 7 in {1, 2}:
            yield not_met("outdated", **at, page=place, text="2019 жылғы жоспар", period="2019")
        if number % 7 == 2:
            yield undecided("date-unclear", f"{HOST}/files/plan.pdf", **at, page=place, deficiency="outdated-npa")


def site(pages: int) -> Site:
    """Facts of a site of `pages` pages with something of everything that was not seen."""
    failed = Page(url=f"{HOST}/kk/down", final_url="", state=PageState.TIMEOUT, profile=DESKTOP)
    links = {f"{HOST}/x{n}": Target(url=f"{HOST}/x{n}", state=TargetState.ALIVE, status=200) for n in range(pages)}
    links["https://far.example/"] = Target(url="https://far.example/", state=TargetState.UNDECIDED, reason="http-403", external=True)
    return Site(
        scope=Scope(origin=HOST),
        body=_body(),
        today="2026-11-20",
        start_url=HOST,
        homes={"kk": f"{HOST}/kk/", "ru": f"{HOST}/ru/"},
        pages=(*(_page(number) for number in range(pages)), failed),
        documents=(
            Document(url=f"{HOST}/files/=1+1.pdf", final_url="", state=PageState.OK, kind="pdf", title=HOSTILE, text_layer=False, bytes=9),
            Document(url=f"{HOST}/files/huge.zip", final_url="", state=PageState.TOO_LARGE),
        ),
        targets=links,
        coverage=Coverage(
            stopped_by="max-pages",
            refused_by_robots=(f"{HOST}/closed/{HOSTILE}",),
            failed=(f"{HOST}/kk/down",),
            not_visited=7,
            trapped=(f"{HOST}/calendar/*",),
        ),
    )


def _body() -> Body:
    return Body(names={"kk": Names(full=f"Министрлік {HOSTILE}"), "ru": Names(full="Министерство"), "en": Names(full="Ministry")})


def meta(pages: int) -> AuditMeta:
    """The head of that audit."""
    used = ProfileUsed(name=DESKTOP, engine="chromium", version="140", status="used")
    lost = ProfileUsed(name="desktop-safari", engine="webkit", version="", status="unavailable", why="not-found")
    return AuditMeta(
        id="0123456789abcdef",
        plan=AuditPlan(url=HOST, body=_body(), today="2026-11-20", opened_paths=("/kk/closed",), opened_by="the owner"),
        tool_version="0.1.0",
        schema=1,
        started_at="2026-11-20T10:00:00Z",
        finished_at="2026-11-20T10:20:00Z",
        profiles=(used, lost),
        summary=CrawlSummary(
            pages=pages,
            rendered=30,
            documents=2,
            links_checked=pages,
            by_language={"kk": pages},
            refused_by_robots=1,
            failed=1,
            stopped_by="max-pages",
        ),
    )


def verdict(pages: int, each: int = 3) -> Verdict:
    """The score of that audit: `each` faults of contrast on a page and other findings beside."""
    return judge(_runs(pages, each), methodology.load(), "cgb")


def pictures(folder: Path) -> tuple[Picture, ...]:
    """One screenshot in `folder` that marks the first fault, and one whose file is outside of it."""
    (folder / "evidence").mkdir(exist_ok=True)
    image = Image.new("RGB", (1280, 300), "white")
    ImageDraw.Draw(image).rectangle((40, 40, 400, 90), outline="red", width=3)
    image.save(folder / "evidence" / "a.png")
    size = {"width": 1280, "height": 300}
    return (
        Picture(page=address(0), profile=DESKTOP, selector="main > ul > li:nth-child(1) > a", file="evidence/a.png", **size),
        Picture(page=address(1), profile=DESKTOP, selector="img", file="../../etc/passwd", **size),
    )
