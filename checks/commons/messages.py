"""Whether a message of a form lets a visitor find out what is wrong: which field it speaks of, and what about it.

The order asks for a text about the error found. A text that would be the same for every error ("the field is filled in wrongly")
tells of none, and one that calls a field by a name that several fields bear does not tell which: WCAG 3.3.1, of which row 3.6 is made.
"""

import re

from checks.commons.phrases import left_without, mentions
from facts import ErrorText, FieldName, TriedForm
from methodology.model import Params

_OWN_FORM = frozenset({"email", "tel", "url", "date", "month", "week", "time", "datetime-local"})  # kinds written in one known way
_AT_FIELD = frozenset({"browser", "aria", "near"})
_WORD = re.compile(r"[^\W_]{2,}")
_STEM_FROM = 6  # letters from which the end of a word may differ
_ENDING = 2


def lacks(said: ErrorText, form: TriedForm, params: Params) -> str:
    """What `said` leaves out: "cause", "field", or nothing."""
    if said.tied == "browser":
        return ""
    if _says_only_wrong(said, form, params):
        return "cause"
    return "field" if said.tied not in _AT_FIELD and _names_many(said, form) else ""


def _says_only_wrong(said: ErrorText, form: TriedForm, params: Params) -> bool:
    """True for a text of nothing but names of fields and words that say that something is wrong."""
    wrong, alone, fill = (params.words(f"form_error_{name}_words") for name in ("wrong", "alone", "fill"))
    if not mentions((*wrong, *alone), said.text) or any(name.kind in _OWN_FORM for name in _meant(said, form)):
        return False
    if mentions(fill, said.text) and not mentions(wrong, said.text):
        return False  # that it was left empty
    named = (word for name in form.called for word in _WORD.findall(f"{name.label} {name.group}"))
    filler = (*fill, *params.words("form_error_filler_words"), *(each for word in named for each in _forms(word)))
    return not left_without((*wrong, *alone, *filler), said.text)


def _forms(word: str) -> tuple[str, ...]:
    return (word, f"{word[:-_ENDING]}*") if len(word) >= _STEM_FROM else (word,)


def _meant(said: ErrorText, form: TriedForm) -> tuple[FieldName, ...]:
    """The fields that a text may speak of: the one it is tied to, those it names, or all."""
    tied = tuple(name for name in form.called if said.field and name.selector == said.field)
    return tied or tuple(name for name in form.called if _names(said, name)) or form.called


def _names(said: ErrorText, name: FieldName) -> bool:
    label = name.label.strip(" *:")
    return bool(label) and mentions((label,), said.text)


def _names_many(said: ErrorText, form: TriedForm) -> bool:
    """True when every field named in the text has its like in another group, and no group is named."""
    named = [name for name in form.called if _names(said, name)]
    if not named or any(name.group and mentions((name.group,), said.text) for name in named):
        return False
    return all(any(other.label == name.label and other.group != name.group for other in named) for name in named)
