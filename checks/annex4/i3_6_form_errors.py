"""4-3.6 A form tells in words what is wrong with what a visitor entered.

Source:   Order No. 1279 (ed. 2022-08-27), Annex 4, row 3.6; D-15.
Applies:  every form of the sampled pages that visitors write into, as a desktop browser shows it; not search, signing in, languages,
          filters, and forms in which one only chooses and need not. Each is sent off empty, and then with an e-mail, a phone number
          or an address that is none; nothing of it leaves the browser.
Met:      a text came: the browser's own at the field, one of the page with the field, in the form, in a live region or a dialog; or
          it stood with its field when the page came. Words elsewhere on the page count when they speak of an error. The text must
          tell of the error (WCAG 3.3.1): more than that something is wrong, and not by a name that fields of several groups bear.
Cannot:   a form that would have been sent may be answered with a message by the server, which is never asked: left to a person, as
          are forms that do not react and those behind a captcha. Whether a message is right is not judged.
"""

from collections.abc import Iterator
from typing import Any

from checks.base import check
from checks.commons.messages import lacks
from checks.commons.phrases import mentions
from facts import ErrorText, Finding, FormTry, Page, Site, TriedForm, met, not_met, undecided
from facts.reasons import page_reason
from methodology.model import Params

_PROFILE = "desktop-chrome"
_AT_FIELD = frozenset({"browser", "aria", "near"})
_LACKS = {"cause": "form-error-no-cause", "field": "form-error-no-field"}


@check(
    "4-3.6",
    scope="site",
    needs={"pages.live"},
    kinds={
        *("form-error-silent", "form-error-colour", "form-error-no-cause", "form-error-no-field"),
        *("form-error-at-server", "form-error-captcha", "form-no-reaction", "fact-missing"),
    },
)
def form_errors(site: Site, params: Params) -> Iterator[Finding]:
    """One observation for each form of each page."""
    tried = False
    for page in site.pages:
        if page.profile == _PROFILE and (page.sampled or page.live is not None):
            tried = True
            yield from _on_page(page, params)
    if not tried:
        yield undecided("fact-missing", fact="live.tried_forms", reason="not-gathered")


def _at(page: Page) -> dict[str, Any]:
    return {"page": page.url, "lang": page.lang, "profile": page.profile}


def _on_page(page: Page, params: Params) -> Iterator[Finding]:
    forms = page.live.tried_forms if page.live is not None else None
    if not page.ok or forms is None:
        yield undecided("fact-missing", **_at(page), fact="live.tried_forms", reason=_why(page))
        return
    for form in forms:
        yield _judged(form, page, params)


def _why(page: Page) -> str:
    if not page.ok:
        return page_reason(page.state, page.status)
    gap = page.gaps.get("live.tried_forms") or page.gaps.get("live")
    return gap.reason if gap else "not-gathered"


def _judged(form: TriedForm, page: Page, params: Params) -> Finding:
    where = {**_at(page), "text": form.name, "form": form.name or form.action or form.selector}
    came = [(said, lacks(said, form, params)) for said in _messages(form, params)]
    said = next((said for said, lack in came if not lack), None)
    if said is not None:
        return met(form.selector, **{**where, "text": said.text}, tied=said.tied)
    poor = next(iter(came or _standing(form, params)), None)
    if poor is not None and not form.captcha:
        return not_met(_LACKS[poor[1]], form.selector, **where, said=poor[0].text)
    silent = _silent(form)
    if silent and not form.captcha:
        return not_met(silent, form.selector, **where)
    return undecided(_open(form), form.selector, **where)


def _standing(form: TriedForm, params: Params) -> list[tuple[ErrorText, str]]:
    """Messages that the page came with and what each lacks; none when one of them helps.

    Such a text alone is never enough to be met: it may be a note for everyone that is only dressed like an error.
    """
    told = [(one, lacks(one, form, params)) for one in form.shown if mentions(params.words("form_error_words"), one.text)]
    return told if all(lack for _, lack in told) else []


def _messages(form: TriedForm, params: Params) -> Iterator[ErrorText]:
    yield from (one for one in form.shown if one.tied == "aria")
    for one in form.tries:
        if one.ended != "sent":
            yield from (said for said in one.messages if _is_error(said, one, form, params))


def _is_error(said: ErrorText, tried: FormTry, form: TriedForm, params: Params) -> bool:
    if form.captcha and mentions(params.words("form_captcha_words"), said.text):
        return False
    if said.tied in _AT_FIELD:
        return True
    if tried.ended != "refused":
        return False
    return said.tied != "page" or mentions(params.words("form_error_words"), said.text)


def _silent(form: TriedForm) -> str:
    """The kind of not met: the form was not sent for its values, and no word says why."""
    for one in form.tries:
        if one.ended == "refused" and not one.messages:
            if one.values == "empty" and one.marked:
                return "form-error-colour"
            if one.invalid:
                return "form-error-silent"
    return ""


def _open(form: TriedForm) -> str:
    ended = {one.ended for one in form.tries}
    if form.captcha:
        return "form-error-captcha"
    return "form-error-at-server" if ended & {"sent", "asked"} else "form-no-reaction"
