"""What the forms of a page said to wrong values. Nothing of what was tried has left the browser."""

from dataclasses import dataclass
from typing import Literal

TiedBy = Literal["browser", "aria", "near", "form", "alert", "dialog", "page"]
Values = Literal["empty", "wrong"]
Ended = Literal["refused", "sent", "asked", "nothing", "no-button", "disabled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorText:
    """A text that came when the form was sent off, or that stood there already.

    `tied`: the browser's own bubble at the field; named by the field's aria attributes; standing with the field;
    elsewhere in the form; in a live region; in a dialog; elsewhere on the page. `field`: the field's selector, "" for none.
    """

    text: str  # at most 200 characters
    tied: TiedBy
    selector: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldName:
    """What a field that one writes into or chooses from is called: its label, the legend of its group; "" for none."""

    selector: str
    label: str = ""
    group: str = ""
    kind: str = ""  # type as declared or, for e-mail and phone, as the names say


@dataclass(frozen=True, slots=True, kw_only=True)
class FormTry:
    """One attempt: fields left empty, or filled with everything right but e-mail, phone, address.

    `ended`: "refused" = the form was not sent; "sent" = it would have been, and was stopped; "asked" = a script asked the network for
    something that was stopped, perhaps the answer; "nothing" = no reaction; "no-button", "disabled" = it could not be sent off.
    `marked`: fields whose look or aria-invalid changed; `invalid`: fields that the browser's own rules refused.
    `stopped`: method and address of what was stopped, at most 5.
    """

    values: Values
    ended: Ended
    messages: tuple[ErrorText, ...] = ()
    marked: int = 0
    invalid: int = 0
    stopped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedForm:
    """One form that visitors write into, other than search, signing in, languages and filters."""

    selector: str
    name: str = ""  # accessible name, or the heading or legend inside it
    action: str = ""
    method: str = ""
    fields: int = 0
    required: int = 0  # fields declared required
    checked: bool = False  # the browser itself would check it: rules are declared and novalidate is not
    captcha: bool = False
    called: tuple[FieldName, ...] = ()
    shown: tuple[ErrorText, ...] = ()  # messages that stood there when the page came: named by a field, or in an element called an error
    tries: tuple[FormTry, ...] = ()
