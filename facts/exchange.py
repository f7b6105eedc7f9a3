"""One request and its answer, as they went over the wire."""

from dataclasses import dataclass

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request that was answered. `body` is content-decoded: what the answer's Content-Encoding wrapped, taken out of it."""

    url: str
    method: str = "GET"
    sent: Headers = ()  # request headers in their order
    given: bytes = b""  # the request's own body; only its WARC record holds it
    status: int
    headers: Headers = ()  # answer headers in their order, Content-Encoding and Content-Length as they came
    body: bytes = b""
    cut: str = ""  # why the body is not whole: length, time, disconnect, …; "" = whole
    at: str  # ISO 8601, UTC, when it was asked
    seconds: float = 0.0  # from asking to the body's end
    by: str = "fetch"  # "fetch", or the name of the browser profile that asked
    kind: str = ""  # resource type in Playwright's words (document, stylesheet, …); "" for fetched ones

    def header(self, name: str) -> str:
        """Value of the first answer header called `name` in any letter case; "" when there is none."""
        return _first(self.headers, name)

    @property
    def cookie(self) -> str:
        """The Cookie header that was sent; "" when none was."""
        return _first(self.sent, "cookie")


def _first(headers: Headers, name: str) -> str:
    wanted = name.lower()
    return next((value for key, value in headers if key.lower() == wanted), "")
