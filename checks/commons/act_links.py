"""Which act a link leads to, and what a register says of it."""

from checks.commons.act_mentions import ActCode, ActMention, act_code, act_mentions
from checks.commons.act_register import Register
from checks.commons.wording import mentions
from facts import ActStatus, Link
from methodology.model import Params


def status_of(link: Link, register: Register, params: Params) -> ActStatus | None:
    """What the register says of the act that a link leads to: by the code of its address, else by its own words."""
    if not register.known:
        return None
    code = act_code(link.url) or act_code(link.raw)
    if code is not None:
        found = register.by_code(code)
        if found is not None:
            return found
    own = _own_mention(link, params)
    return register.by_mention(own) if own is not None and not _leads_elsewhere(own, code) else None


def leads_to_own(link: Link, params: Params) -> bool:
    """True for a link whose words name one act, and whose address is that of no other."""
    own = _own_mention(link, params)
    return own is not None and not _leads_elsewhere(own, act_code(link.url) or act_code(link.raw))


def _leads_elsewhere(own: ActMention, code: ActCode | None) -> bool:
    """True where the code of the address holds the number of another act than the words name."""
    named = int(own.date[:4]), own.number.partition("-")[0]
    return code is not None and code.kind is not None and (code.year, code.number) != named


def _own_mention(link: Link, params: Params) -> ActMention | None:
    """The one act that the link's words name as its own; words around it may speak of an act by which something else was made."""
    if mentions(link.text, (*params.words("act-repealing"), *params.words("act-changing"))):
        return None
    named = {(mention.number, mention.date): mention for mention in act_mentions(link.text, params) if mention.date}
    return next(iter(named.values())) if len(named) == 1 else None
