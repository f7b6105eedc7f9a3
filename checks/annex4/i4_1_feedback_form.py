"""4-4.1 There is a feedback form for sending requests.

Source:   Order No. 1279 (ed. 2022-08-27), Annex 4, row 4.1.
Applies:  the site, all its language versions together.
Met:      a page shows a form with room for a message and for an e-mail address or a phone, or with room for a message and words such as
          "Кері байланыс", "Сұрақ қою", "Задать вопрос". Search, sign-in, subscription and comments on a text are no such form.
Cannot:   a form of comments on a page whose text asks for questions, and a form of which only a script knows whether it sends, may be
          one; these, and a form in the frame of another service, behind a sign-in, out of sight until something is pressed, or
          behind a link to an outside service of appeals are left to a person; whether what is sent arrives is not tried.
"""

from collections.abc import Iterator

from checks.base import check
from checks.commons.interaction import Found, forms_like, is_feedback, may_be_feedback, outside_link, unseen_place
from checks.commons.links import at
from checks.commons.seen import absence_proven, languages
from facts import Finding, Site, met, not_met, undecided
from methodology.model import Params


@check(
    "4-4.1",
    scope="site",
    needs={"pages.forms", "pages.links", "pages.headings", "pages.title", "pages.main_text", "pages.iframes", "pages.scripts"},
    kinds={
        "no-feedback-form",
        "feedback-form-hidden",
        "feedback-form-unseen",
        "feedback-form-external",
        "feedback-form-unclear",
        "crawl-incomplete",
    },
)
def feedback_form(site: Site, params: Params) -> Iterator[Finding]:
    """One observation: the first form found, or why none was."""
    shown, hidden = Found(), Found()
    for page, form in forms_like(site, is_feedback, params):
        (hidden if form.visible is False else shown).add(page, form)
    if shown.form:
        yield met(shown.form.selector, **shown.place, text=shown.form.name, languages=languages(shown.langs))
    elif hidden.form:
        yield undecided("feedback-form-hidden", hidden.form.selector, **hidden.place, text=hidden.form.name)
    else:
        yield _not_found(site, params)


def _not_found(site: Site, params: Params) -> Finding:
    for page, form in forms_like(site, may_be_feedback, params):
        if form.visible is not False:
            return undecided("feedback-form-unclear", form.selector, **at(page), text=form.name)
    words = params.words("people_feedback")
    if unseen := unseen_place(site, words, params):
        return undecided("feedback-form-unseen", unseen[0], page=unseen[0], lang=unseen[1], reason=unseen[2])
    services = (*params.words("people_appeal_services"), *params.words("people_form_services"))
    if outside := outside_link(site, services, (*words, *params.words("people_appeals"))):
        return undecided("feedback-form-external", outside[1], page=outside[0].url, lang=outside[0].lang, address=outside[1])
    return not_met("no-feedback-form") if absence_proven(site, params) else undecided("crawl-incomplete")
