"""Ways from a reference to an act to its text: links around it, by what they say and where they lead."""

import re
from collections.abc import Iterable, Sequence
from typing import Literal
from urllib.parse import urlsplit

from checks.commons.act_mentions import ActCode, ActMention, act_code, says_number
from checks.commons.content.model import Content
from checks.commons.wording import level
from facts import Link
from methodology.model import Params

Way = Literal["there", "unclear", "dead", "none"]
_TITLE_MIN = 8  # letters of a title that make it one
_WORDS_MIN = 4  # letters of a link that names something
_CUT = 235  # characters from which on the words around a link may have been cut
_FAR = 1500  # characters that a cut block may go on


def way_to(mention: ActMention, links: Sequence[Link], text: str, content: Content, params: Params) -> Way:
    """Whether a link of the material leads from the reference to the act's text. "unclear": a link to acts that may be for this one."""
    links = [link for link in links if not _is_of_another(mention, link)]
    hosts = params.words("act-hosts")
    sure = [link for link in links if _is_of(mention, link, content) or _adjoins(mention, link, text)]
    sure += [link for link in links if link not in sure and _near(mention, link, text) and _leads_to_an_act(link, hosts)]
    if any(_opens(link, content) for link in sure):
        return "there"
    if any(link not in sure and _opens(link, content) and _may_be_of(mention, link, text, hosts) for link in links):
        return "unclear"
    return "dead" if sure else "none"


def _may_be_of(mention: ActMention, link: Link, text: str, hosts: Iterable[str]) -> bool:
    """A link whose block holds or may hold the reference, and one to a register of acts that does not say to which act."""
    if _near(mention, link, text, cut=True):
        return True
    code = act_code(link.url)
    if code is None:
        return _is_act_host(link, hosts)
    return code.kind is None and mention.kind not in {"law", "code", "decree"}


def _opens(link: Link, content: Content) -> bool:
    """The link is not dead, or its page was itself seen, whatever asking its address once said."""
    return content.target(link.url)[0] != "dead" or content.page(link.url) is not None


def is_code_of(mention: ActMention, code: ActCode) -> bool:
    """True when an address of the register of acts is that of the act."""
    if code.kind is None:
        return bool(mention.registered) and code.number == mention.registered.lstrip("0")
    same = code.kind == mention.kind and code.number == re.split(r"\D", mention.number)[0].lstrip("0")
    return same and (not mention.date or str(code.year) == mention.date[:4])


def _is_of_another(mention: ActMention, link: Link) -> bool:
    """The link's address is that of another act, whatever stands around it."""
    code = act_code(link.url) or act_code(link.raw)
    return code is not None and code.kind is not None and not is_code_of(mention, code)


def _is_of(mention: ActMention, link: Link, content: Content) -> bool:
    """The link's address, words, the words around it or the file's own title name the act."""
    code = act_code(link.url) or act_code(link.raw)
    if code is not None and is_code_of(mention, code):
        return True
    if _names(mention, link.text) or (mention.date and _names(mention, link.context)):
        return True
    document = content.document(link.url)
    return document is not None and _names(mention, f"{document.title} {document.text[:400]}")


def _names(mention: ActMention, words: str) -> bool:
    """True when words hold the act's number, or its title."""
    if not words:
        return False
    if says_number(words, mention.number):
        return True
    title, said = level(mention.title), level(words)
    if len(title) < _TITLE_MIN:
        return False
    return title in said or (len(said) >= _TITLE_MIN and said.strip('" ') in title)


def _adjoins(mention: ActMention, link: Link, text: str) -> bool:
    """The link's own words stand right before the reference or right behind it: "<a>Закон</a> от 16 ноября 2015 года № 401-V"."""
    if len(link.text) < _WORDS_MIN:
        return False
    before, behind = text[: mention.start].rstrip(" ,("), text[mention.end :].lstrip(" ,)(")
    return before.endswith(link.text) or behind.startswith(link.text)


def _near(mention: ActMention, link: Link, text: str, *, cut: bool = False) -> bool:
    """The words around the link hold the reference; with `cut`, they were cut off and their block may hold it."""
    context = link.context.rstrip("… ")
    at = text.find(context) if context else -1
    if at < 0 or mention.end < at:
        return False
    if mention.start < at + len(context):
        return True
    return cut and len(context) >= _CUT and mention.start < at + _FAR


def _is_act_host(link: Link, hosts: Iterable[str]) -> bool:
    return (urlsplit(link.url).hostname or "").removeprefix("www.") in hosts


def _leads_to_an_act(link: Link, hosts: Iterable[str]) -> bool:
    """A place inside a register of acts; its home page in one language or another is none."""
    return _is_act_host(link, hosts) and (urlsplit(link.url).path.strip("/").count("/") > 0 or "#" in link.raw)
