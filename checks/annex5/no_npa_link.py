"""Deficiency `no-npa-link`: a material refers to a normative act and gives no way to its text.

Source:   Order No. 1279 (ed. 2022-08-27), notes under the tables of Annex 5; D-4.
Judges:   references with kind, date and number in the item's own text. A way is a link whose address, words or surroundings name the act
          and that is not dead; a link to a register of acts in the same block is one too.
Cannot:   orders that may be no normative ones, references inside the text of an act itself, links that do not say which act they lead to,
          files, whose links are not seen: undecided.
"""

import dataclasses
from collections.abc import Iterator, Sequence

from checks.commons.act_mentions import ActMention, act_mentions, distinct
from checks.commons.act_ways import Way, way_to
from checks.commons.acts import is_act
from checks.commons.content.material import Material, concept, is_called, material, where
from checks.commons.content.model import Content, Found
from checks.commons.materials import is_list
from checks.commons.wording import level
from facts import Finding, Outcome, not_met, undecided
from methodology.model import Params

KIND = "no-npa-link"
UNCLEAR, IN_FILE = "npa-link-unclear", "npa-link-in-file"
KINDS = frozenset({KIND, UNCLEAR, IN_FILE})
_OWN = 400  # characters behind an act's name in which its own text begins, and before it in which a text says who approved it
_BESIDE = 60  # characters around an act's name in which words of approval stand


def judge(found: Found, content: Content, params: Params) -> Iterator[Finding]:
    """At most one finding (D-4): an act without a way to its text, or one of which that is not certain."""
    held = material(found.place, content) if found.place is not None else None
    if held is None or not held.text:
        return
    mentions = [mention for mention in distinct(act_mentions(held.text, params)) if mention.date and mention.normative is not False]
    mentions = [mention for mention in mentions if not _is_its_own(mention, held, params)]
    if not mentions:
        return
    if held.document is not None:
        yield from _of_file(found, held, mentions, params)
        return
    without, open_ = _sorted(mentions, held, content, params)
    inside = held.page is not None and (is_act(held.page, params) or is_list(held.page, params))
    inside = inside or not is_called(found, held, params)  # what a page says may be another item's
    if without and not inside:
        yield _finding(found, held, without)
    elif without or open_:
        told = (without or open_)[0]
        yield undecided(UNCLEAR, **where(found, held.place), text=told.words, number=told.number, date=told.date, deficiency=KIND)


def answers(found: Found, params: Params) -> bool:
    """Whether an act that its page names is surely the item's: of one that publishes acts, or whose page is wholly called by it."""
    surely = found.place is not None and found.place.score >= float(params.number("content_own_page"))
    return surely or concept(found) in params.judging.acts


def left_open(finding: Finding) -> Finding:
    """The same of a page that may be another item's."""
    return dataclasses.replace(finding, kind=UNCLEAR, outcome=Outcome.UNDECIDED, values={**finding.values, "deficiency": KIND})


def _sorted(mentions: Sequence[ActMention], held: Material, content: Content, params: Params) -> tuple[list[ActMention], list[ActMention]]:
    """References that certainly have no way, and those of which it is not certain."""
    ways: dict[Way, list[ActMention]] = {"there": [], "unclear": [], "dead": [], "none": []}
    for mention in mentions:
        ways[way_to(mention, held.links, held.text, content, params)].append(mention)
    lost = [*ways["dead"], *ways["none"]]
    unsure = [mention for mention in lost if mention.normative is None]
    return [mention for mention in lost if mention.normative], [*ways["unclear"], *unsure]


def _is_its_own(mention: ActMention, held: Material, params: Params) -> bool:
    """The act's own text is there: the material's name says its number, words about itself follow, or it approved what is here."""
    behind = level(held.text[mention.end : mention.end + _OWN])
    if level(mention.number) in level(" ".join(held.title)) or any(word in behind for word in params.words("act-own-words")):
        return True
    beside = level(held.text[max(0, mention.start - _BESIDE) : mention.start] + " " + held.text[mention.end : mention.end + _BESIDE])
    return mention.start < _OWN and any(word in beside for word in params.words("act-approved-words"))


def _of_file(found: Found, held: Material, mentions: Sequence[ActMention], params: Params) -> Iterator[Finding]:
    """Links inside a file are not seen; a file that is itself an act is left as it is."""
    titled = any(act_mentions(name, params) for name in held.title)
    certain = [mention for mention in mentions if mention.normative]
    if certain and not titled:
        told = certain[0]
        yield undecided(IN_FILE, **where(found, held.place), text=told.words, number=told.number, date=told.date, deficiency=KIND)


def _finding(found: Found, held: Material, without: Sequence[ActMention]) -> Finding:
    told = without[0]
    return not_met(KIND, **where(found, held.place), text=told.words, number=told.number, date=told.date, acts=len(without))
