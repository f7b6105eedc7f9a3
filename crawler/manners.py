"""What a browser keeps to before it opens a page: robots.txt, and the pace and rests of the page's host."""

from collections.abc import Awaitable, Callable

from crawler.asking import retry_after
from crawler.browser.rendered import Rendered
from crawler.network import FetchFailed
from crawler.pace import Hosts, Turn
from crawler.robots import Robots
from crawler.urls import canonical
from facts import PageState


class Manners:
    """The rules of one crawl for its browser; the page's own parts are fetched as a visitor's browser does."""

    def __init__(self, hosts: Hosts, robots: Callable[[str], Awaitable[Robots]]) -> None:
        self._hosts = hosts
        self._robots = robots

    async def opened(self, url: str, profile: str, load: Callable[[], Awaitable[Rendered]]) -> Rendered:
        """What `load` brings for `url` when it is the page's turn, or the record of a page that is not opened; never raises itself."""
        refused = (await self._robots(url)).refuses(url)
        if refused:
            return Rendered(url=url, final_url=url, profile=profile, state=refused[0], why=refused[1])
        try:
            async with self._hosts.turn(url, "browser") as turn:
                rendered = await load()
                _tell(turn, rendered)
        except FetchFailed as error:
            return Rendered(url=url, final_url=url, profile=profile, state=error.state, why=str(error))
        end = canonical(rendered.final_url)
        if end and end != url and (closed := (await self._robots(end)).refuses(end)):
            # a script or a redirect led on to it: what was seen there is not used
            return Rendered(url=url, final_url=end, profile=profile, state=closed[0], why=closed[1])
        return rendered


def _tell(turn: Turn, rendered: Rendered) -> None:
    if rendered.status is not None:
        turn.answered(rendered.status, None, retry_after(rendered.headers.get("retry-after", "")))
    elif rendered.state in (PageState.TIMEOUT, PageState.REFUSED, PageState.BROKEN):
        turn.failed(FetchFailed(rendered.state, rendered.why))
