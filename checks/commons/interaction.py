"""Forms that people write or vote with: telling feedback and polls from search, sign-in, comments and filters."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from checks.commons.links import at
from checks.commons.materials import main_heading, shown_pages
from checks.commons.phrases import holds, mentions
from checks.commons.seen import out_of_sight
from facts import Form, Lang, Page, Site
from methodology.model import Params

_CHOICES = frozenset({"radio", "checkbox"})
_FRAME = frozenset({"header", "nav", "footer"})
_LONG_TEXT = frozenset({"textarea", "contenteditable"})
_REPLY = frozenset({"email", "tel"})  # where an answer is to go: only who writes to the body is asked for it
_SENDER = frozenset({"text", "email", "tel", ""})


def _own_words(form: Form) -> tuple[str, ...]:
    return (form.name, form.classes, *form.buttons, form.text[:200])


def page_words(page: Page) -> tuple[str, ...]:
    """What a page says of itself: heading, title without the site's name, path of its address."""
    heading = main_heading(page)
    return (heading or page.title, urlsplit(page.url).path)


def is_feedback(form: Form, page: Page, params: Params) -> bool:
    """True for a form that sends a message: a long text with fields for the sender, or a long text and telling words."""
    kinds = _kinds(form)
    if form.role == "search" or "password" in kinds or not kinds & _LONG_TEXT:
        return False
    if mentions(params.words("people_feedback"), *_own_words(form)):
        return True
    if mentions(params.words("people_comments"), form.name, form.classes, *form.buttons) or is_poll(form, page, params):
        return False
    if mentions(params.words("people_feedback"), *page_words(page)):
        return True
    return bool(kinds & _REPLY) and _sends(form, kinds)


def may_be_feedback(form: Form, page: Page, params: Params) -> bool:
    """True for a form that sends a long text and a short one, where nothing says whether it is a request: a wiki's editor does too.

    So is a form of comments on a page whose text asks for questions, and one that a script may send: it needs no method and no address.
    """
    kinds = _kinds(form)
    comments = mentions(params.words("people_comments"), form.name, form.classes, *form.buttons)
    other = (comments and not mentions(params.words("people_feedback_calls"), page.main_text)) or is_poll(form, page, params)
    plain = form.role != "search" and "password" not in kinds and kinds & _LONG_TEXT and kinds & _SENDER
    by_script = form.element and not form.action and "textarea" in kinds and bool(form.buttons)
    return bool(plain) and not other and (_sends(form, kinds) or by_script)


def _sends(form: Form, kinds: frozenset[str]) -> bool:
    # a get form asks the site and sends nothing to it; rich widgets outside a form are more often filters than letters
    return form.method == "post" or (not form.element and "textarea" in kinds)


def _kinds(form: Form) -> frozenset[str]:
    """Types of the fields that a visitor fills in; what captchas add out of sight is none of them."""
    fields = (one for one in form.fields if "captcha" not in one.name.lower())
    return frozenset(one.type for one in fields if one.visible is not False or form.visible is False)


def is_poll(form: Form, page: Page, params: Params) -> bool:
    """True for a form with answers to choose from, where it or its page says that it is a poll."""
    kinds = {one.type for one in form.fields}
    if form.role == "search" or "password" in kinds or answers(form) < params.number("people_poll_options"):
        return False
    of_the_page = page_words(page) if form.region not in _FRAME else ()  # a panel of every page is not what this page is about
    return mentions(params.words("people_poll"), *_own_words(form), *of_the_page)


def answers(form: Form) -> int:
    """How many radio buttons and checkboxes a form offers."""
    return sum(max(one.options, 1) for one in form.fields if one.type in _CHOICES)


@dataclass(slots=True)
class Found:
    """The first form of a sort, and the language versions that have one; nothing when there is none."""

    place: dict[str, Any] = field(default_factory=dict)  # page, lang and profile, as keywords of a finding
    form: Form | None = None
    langs: set[Lang] = field(default_factory=set)

    def add(self, page: Page, form: Form) -> None:
        """Note a form of the sort."""
        if self.form is None:
            self.place, self.form = at(page), form
        if page.lang:
            self.langs.add(page.lang)


def forms_like(site: Site, wanted: Callable[[Form, Page, Params], bool], params: Params) -> Iterator[tuple[Page, Form]]:
    """Forms that `wanted` tells, with their pages."""
    return ((page, form) for page in shown_pages(site) for form in page.forms if wanted(form, page, params))


def unseen_place(site: Site, words: tuple[str, ...], params: Params) -> tuple[str, Lang | None, str] | None:
    """Address and language of a page that calls itself by one of `words` and keeps its form out of sight, and what hides it.

    What hides it: `in-frame` of a form service, `behind-sign-in`, else a reason of `out_of_sight`.
    """
    services = params.words("people_form_services")
    for page in shown_pages(site):
        if (why := _hidden_by(page, services)) and mentions(words, *page_words(page)):
            return page.url, page.lang, why
    return next((place for place in out_of_sight(site) if mentions(words, urlsplit(place[0]).path)), None)


def _hidden_by(page: Page, services: tuple[str, ...]) -> str:
    if holds(services, *page.iframes, *page.scripts):
        return "in-frame"
    asked = (one.type for form in page.forms if form.region in {"main", "other"} for one in form.fields)
    return "behind-sign-in" if "password" in asked else ""


def outside_link(site: Site, hosts: tuple[str, ...], words: tuple[str, ...]) -> tuple[Page, str] | None:
    """A link that says one of `words` and leads to one of the outside services `hosts`, with the page that holds it."""
    for page in shown_pages(site):
        for link in page.links:
            if link.visible is not False and mentions(words, link.text) and holds(hosts, link.url):
                return page, link.url
    return None
