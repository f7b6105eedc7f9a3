"""The site's search, used on the home page of each scored language with words from the pages that the walk has seen."""

import asyncio
import hashlib
import random
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from io import BytesIO

from PIL import Image

from crawler.browser.loading import Clock
from crawler.browser.tab import Tab
from crawler.pages import FETCHED_AS
from crawler.phrases import MOST_READ, Phrase, draw, readable, title_words
from crawler.probes.site_search import Query, Seen, search_once
from crawler.session import LONGEST_DELAY, Session
from facts import Gap, Lang, PageState, Picture, SearchAsked, SearchTry
from facts.reasons import page_reason, reason
from store.outlines import TextOutline

LANGUAGES: tuple[Lang, ...] = ("kk", "ru")  # the versions that the order scores
ENOUGH = 2  # phrases that are found: the search is full-text
MOST_PHRASES = 4  # asked before it is said that it is not
VISIT_SECONDS = 30.0
SHARE = 0.95  # of the caller's minutes
EVIDENCE = "evidence"
RESULTS = "body"  # what the picture of the results shows


async def use_searches(session: Session, earlier: Sequence[SearchTry] = ()) -> tuple[SearchTry, ...]:
    """What came of the search in each language that has a home page; what an earlier run saw stays where asking again brings no more."""
    started = time.monotonic()
    kept = {one.lang: one for one in earlier if not _again(one)}
    wanted = [lang for lang in LANGUAGES if lang in session.plan.langs and lang in session.homes]
    asked = [lang for lang in wanted if lang not in kept]
    done: list[SearchTry] = []
    for ending in asyncio.as_completed([_of_language(session, lang) for lang in asked]):
        done.append(await ending)
        session.progress.update("search", len(done), len(asked), done[-1].page)
    session.clock.book("search", started)
    tries = {**kept, **{one.lang: one for one in done}}
    return tuple(tries[lang] for lang in wanted)


def _again(one: SearchTry) -> bool:
    gaps = (one.gap, one.extended_gap, *(asked.gap for asked in one.asked))
    return any(gap is not None and reason(gap.reason).again for gap in gaps)


async def _of_language(session: Session, lang: Lang) -> SearchTry:
    home = session.homes[lang]
    blank = SearchTry(lang=lang, page=home, profile=FETCHED_AS)
    if session.clock.over(SHARE):
        return replace(blank, gap=Gap("time-over", "the time given for the audit was used up"))
    if not session.browsers.there:
        return replace(blank, gap=Gap("no-browser", session.browsers.why))
    pages = _texts(session, lang)
    dice = random.Random(f"{session.plan.seed} {lang} search")  # noqa: S311  # words that anyone can draw again
    phrases = draw(pages, lang, MOST_PHRASES, dice)
    return await _asked(session, blank, phrases, _control(pages, lang, dice))


def _texts(session: Session, lang: Lang) -> list[TextOutline]:
    urls = session.kept.outlines.with_text(FETCHED_AS, lang)
    if len(urls) > MOST_READ:
        urls = sorted(random.Random(f"{session.plan.seed} {lang} texts").sample(urls, MOST_READ))  # noqa: S311  # as above
    found = (session.kept.outlines.texts(url, FETCHED_AS) for url in urls)
    return [page for page in found if page is not None]


def _control(pages: Iterable[TextOutline], lang: Lang, dice: random.Random) -> Query | None:
    named = [(page, title) for page in pages if readable(page, lang) and len(title := title_words(page)) >= 10]
    if not named:
        return None
    page, title = dice.choice(named)
    return Query(words=title, urls=(page.url, page.final_url), titles=(title,))


async def _asked(session: Session, blank: SearchTry, phrases: Sequence[Phrase], control: Query | None) -> SearchTry:
    """Phrases one by one until enough is known; the control last, where no phrase was found."""
    queries = [Query(words=one.words, urls=(one.url, one.final_url), titles=one.titles[1:2]) for one in phrases]
    told = blank
    while queries and not _known(told):
        first = not told.asked
        query = replace(queries.pop(0), open_extended=first, picture=not _pictured(told))
        told = await _with(session, told, query, "text")
    if told.gap is None and control and not any(one.found for one in told.asked) and not _stopped(told):
        told = await _with(session, told, replace(control, open_extended=not told.asked, picture=not _pictured(told)), "title")
    if not told.asked and told.gap is None:
        told = replace(told, gap=Gap("not-gathered", "no page with a text of its own was seen in this language"))
    return told


def _known(told: SearchTry) -> bool:
    enough = all(one.found for one in told.asked) and len(told.asked) >= ENOUGH
    return told.gap is not None or enough or _stopped(told)


def _pictured(told: SearchTry) -> bool:
    return any(one.picture for one in told.asked)


def _stopped(told: SearchTry) -> bool:
    """True when results could not be seen: they will not be for another query either."""
    return any(one.gap is not None for one in told.asked)


async def _with(session: Session, told: SearchTry, query: Query, words: str) -> SearchTry:
    seen = await _used(session, told.page, query)
    if isinstance(seen, Gap):
        return replace(told, gap=seen)
    if seen.no_field:
        return replace(told, gap=Gap("not-gathered", "no search field came to sight on the home page"))
    asked = SearchAsked(
        query=seen.typed or query.words,
        words="title" if words == "title" else "text",
        wanted=tuple(dict.fromkeys(query.urls)),
        gap=seen.gap,
        address=seen.address,
        submitted=seen.submitted,
        place=seen.place,
        stays=seen.stays,
        kept=seen.kept,
        links=seen.fresh,
        pages=seen.pages,
        more=seen.more,
        found=seen.found,
        picture=_kept_picture(session, seen),
    )
    return replace(
        told,
        field=told.field or seen.field,
        opened_by=told.opened_by or seen.opened_by,
        outer=told.outer or seen.outer,
        asked=(*told.asked, asked),
        criteria=told.criteria or seen.criteria,
        extended=told.extended or seen.extended,
        extended_gap=told.extended_gap or seen.extended_gap,
    )


async def _used(session: Session, home: str, query: Query) -> Seen | Gap:
    came: list[Seen] = []
    delay = min((await session.robots.of(home)).crawl_delay, LONGEST_DELAY)

    async def refuses(url: str) -> str:
        refused = (await session.robots.of(url)).refuses(url)
        return page_reason(refused[0]) if refused else ""

    async def then(tab: Tab, clock: Clock) -> None:
        came[:] = [await search_once(tab, query, refuses, delay, clock)]

    page = await session.browsers.act(home, then, seconds=VISIT_SECONDS + 4 * delay)
    if came:
        return came[0]
    return Gap(page_reason(page.state, page.status) if page.state is not PageState.OK else "browser-failed", page.why)


def _kept_picture(session: Session, seen: Seen) -> str:
    """The picture of the results in the folder, as evidence for what is wrong with them."""
    if not seen.picture or not seen.address:
        return ""
    name = f"{EVIDENCE}/{hashlib.sha256(seen.picture).hexdigest()[:24]}.jpg"
    target = session.file.folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(seen.picture)
    width, height = Image.open(BytesIO(seen.picture)).size
    session.file.put_picture(Picture(page=seen.address, profile=FETCHED_AS, selector=RESULTS, file=name, width=width, height=height))
    return name
