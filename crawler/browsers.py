"""The browser tier of a crawl: whether there is one, and pages out of it with a deadline."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from types import TracebackType
from typing import Self

from playwright.async_api import Error as PlaywrightError

from crawler.browser import DESKTOP, PHONE, PROFILES, BrowserPool, NoBrowser, Rendered, find_chromium, public_only
from crawler.browser.loading import Clock
from crawler.browser.profiles import Profile
from crawler.browser.recording import Known, Record
from crawler.browser.rendered import Fault
from crawler.browser.seeing import SECONDS, Seen, see_in_chromium, unseen
from crawler.browser.tab import Tab
from crawler.manners import Manners
from crawler.probes.phone import InHand, take_in_hand
from facts import PageState, ProfileUsed

RENDER_SECONDS = 45.0
VISIT_SECONDS = 75.0
TABS = 4  # two tabs keep two cores busy; two more work while a JavaScript page is waited for


class Browsers:
    """A browser pool that may not be there; `why` says why not. Use it as an async context manager.

    `record` is handed every answer that a page got and whose address `known` does not hold.
    """

    def __init__(
        self,
        *,
        allow_private: bool,
        user_agent_suffix: str = "",
        contrast_min: float = 0.0,
        record: Record | None = None,
        known: Known | None = None,
    ) -> None:
        gate = None if allow_private else public_only
        self._engine = find_chromium()
        self._pool = BrowserPool(self._engine, tabs=TABS, gate=gate, user_agent_suffix=user_agent_suffix, record=record, known=known)
        self.suffix = user_agent_suffix
        self._contrast = contrast_min or None
        self.why = ""
        self.manners: Manners | None = None

    @property
    def there(self) -> bool:
        """True when pages can be rendered."""
        return not self.why

    async def __aenter__(self) -> Self:
        starting = asyncio.ensure_future(self._pool.start())
        try:
            await asyncio.shield(starting)
        except (NoBrowser, PlaywrightError) as error:
            self.why = str(error).splitlines()[0] if str(error) else "the browser did not start"
        except BaseException:  # stopped while it starts: Playwright's driver can be ended only once it runs
            await asyncio.wait((starting,))
            await self._pool.close()
            raise
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._pool.close()

    async def render(self, url: str) -> Rendered:
        """The document at `url` as the desktop profile builds it; never raises."""
        if not self.there:
            return Rendered(url=url, final_url=url, profile=DESKTOP.name, state=PageState.BROWSER, why=self.why)
        return await self._politely(url, DESKTOP.name, lambda: self._pool.render(url, DESKTOP, deadline=RENDER_SECONDS))

    async def visit(self, url: str, profile: str, *, probe_search: bool) -> Rendered:
        """One full load of `url` under a profile with live facts; never raises."""
        why = self.why or ("" if profile in PROFILES else f"no profile is called {profile}")
        if why:
            return Rendered(url=url, final_url=url, profile=profile, state=PageState.BROWSER, why=why)

        def visit() -> Awaitable[Rendered]:
            return self._pool.visit(url, PROFILES[profile], deadline=VISIT_SECONDS, contrast=self._contrast, probe_search=probe_search)

        return await self._politely(url, profile, visit)

    async def act(self, url: str, then: Callable[[Tab, Clock], Awaitable[None]], *, seconds: float) -> Rendered:
        """Load `url` on the desktop and do `then` on its page; never raises."""
        if not self.there:
            return Rendered(url=url, final_url=url, profile=DESKTOP.name, state=PageState.BROWSER, why=self.why)
        return await self._politely(url, DESKTOP.name, lambda: self._pool.act(url, DESKTOP, then, deadline=seconds))

    async def take_in_hand(self, url: str) -> InHand:
        """The page at `url` in a phone's hand, with all that opens there opened; never raises."""
        if not self.there:
            return InHand(Rendered(url=url, final_url=url, profile=PHONE.name, state=PageState.BROWSER, why=self.why))
        taken: list[InHand] = []

        async def then(tab: Tab, page: Rendered, clock: Clock) -> Rendered:
            taken[:] = [await take_in_hand(tab, page, clock)]
            return taken[0].page

        page = await self._politely(url, PHONE.name, lambda: self._pool.take(url, PHONE, then, deadline=RENDER_SECONDS))
        return InHand(page, taken[0].fit if taken and page.ok else None)

    def agent_of(self, profile: str) -> str:
        """The user agent that a profile's browser sends, with the tool's own name behind it."""
        return PROFILES[profile].user_agent(self.version, self.suffix)

    @property
    def version(self) -> str:
        """The version of the engine that runs."""
        return self._pool.version

    @property
    def proxy(self) -> str:
        """The address of the proxy through which other browsers must go out too; "" where everything may be opened."""
        return self._pool.proxy_address

    async def show(self, url: str, profile: Profile, picture: bool) -> Seen:
        """One load by one of the eight browsers that are Chromium; never raises."""

        async def work(tab: Tab, clock: Clock) -> Seen:
            return await see_in_chromium(tab, url, self.version, self.suffix, clock, picture=picture)

        async def load() -> Seen:
            try:
                return await self._pool.use(profile, work, seconds=SECONDS)
            except Fault as fault:
                return unseen(url, profile, self.version, fault.state, fault.why, fault.status)

        if not self.there:
            return unseen(url, profile, "", PageState.BROWSER, self.why)
        return await self.politely_seen(url, profile, load)

    async def politely_seen(self, url: str, profile: Profile, load: Callable[[], Awaitable[Seen]]) -> Seen:
        """What `load` brings when it is the page's turn; what robots.txt or the host's rest forbids is not loaded."""
        brought: list[Seen] = []

        async def opened() -> Rendered:
            brought.append(await load())
            showing = brought[0].showing
            end = showing.final_url or url
            return Rendered(url=url, final_url=end, profile=profile.name, state=showing.state, why=showing.why, status=showing.status)

        rendered = await self._politely(url, profile.name, opened)
        if brought and brought[0].showing.state is rendered.state:
            return brought[0]
        return unseen(url, profile, "", rendered.state, rendered.why, rendered.status)

    async def _politely(self, url: str, profile: str, load: Callable[[], Awaitable[Rendered]]) -> Rendered:
        return await (self.manners.opened(url, profile, load) if self.manners else load())

    def used(self, profiles: Iterable[str]) -> tuple[ProfileUsed, ...]:
        """What this machine had for each profile that was asked for."""
        return tuple(self._used(name) for name in profiles)

    def _used(self, name: str) -> ProfileUsed:
        if name not in PROFILES:
            return ProfileUsed(name=name, engine="", version="", status="unavailable", why=f"no profile is called {name}")
        engine = PROFILES[name].engine
        if not self.there:
            return ProfileUsed(name=name, engine=engine, version="", status="unavailable", why=self.why)
        return ProfileUsed(name=name, engine=engine, version=self._pool.version, status="used", sandbox=self._pool.sandboxed)
