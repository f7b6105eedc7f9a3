"""Closed lists of words that several records use."""

from enum import StrEnum
from typing import Literal

Lang = Literal["kk", "ru", "en"]
LANGUAGES: tuple[Lang, ...] = ("kk", "ru", "en")

Region = Literal["header", "nav", "main", "aside", "footer", "other"]
BodyKind = Literal["cgb", "leb", "committee", "subordinate"]
CommitteeForm = Literal[
    "own",  # a resource of its own
    "domain",  # a fourth-level domain
    "section",  # a section inside the central body's resource
]  # paragraph 16


class Outcome(StrEnum):
    """How an observation or an indicator ends (methodology-1279, section 2)."""

    MET = "met"
    NOT_MET = "not-met"
    NOT_APPLICABLE = "not-applicable"
    UNDECIDED = "undecided"


class PageState(StrEnum):
    """How the visit to one address ended; anything but OK gives and takes no points by itself. Each is a key of `facts.reasons`."""

    OK = "ok"
    HTTP_ERROR = "http-error"  # 4xx or 5xx answered by the site
    NOT_FOUND_SOFT = "not-found-soft"  # status 200 and a page that says "not found"
    BLOCKED = "blocked"  # captcha, WAF page, 401/403/429 to a program
    ROBOTS = "robots"  # closed by robots.txt
    TIMEOUT = "timeout"
    DNS = "dns"
    REFUSED = "refused"
    TLS = "tls"
    TLS_CHAIN = "tls-chain"  # the certificate's issuer was not sent and is not known to us; a browser may find it
    TOO_LARGE = "too-large"
    REDIRECT_LOOP = "redirect-loop"
    OUT_OF_SCOPE = "out-of-scope"  # redirected away from the audited resource
    PRIVATE = "private-address"  # refused by us: loopback or private address
    BROKEN = "broken"  # the connection or the answer broke off
    ENCODING = "encoding"  # packed in a way that we cannot unpack
    ROBOTS_UNREAD = "robots-unread"  # robots.txt did not come, which closes everything until it does
    OURS = "our-fault"  # a fault of our own code
    TIME_OVER = "time-over"  # the time given for the audit was used up
    RESTS = "host-rests"  # the host failed again and again, or asked for a longer rest than an audit waits
    UNSETTLED = "unsettled"  # the page came, and its content still changed, or asked for more, when our patience ended
    BROWSER = "browser-failed"  # ours: the renderer crashed or gave up
    OTHER = "failed"


class TargetState(StrEnum):
    """What is known of the address a link leads to (D-14)."""

    ALIVE = "alive"
    DEAD = "dead"
    UNDECIDED = "undecided"
