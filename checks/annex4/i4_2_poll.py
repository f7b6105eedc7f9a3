"""4-4.2 There is a form of an interactive poll of citizens.

Source:   Order No. 1279 (ed. 2022-08-27), Annex 4, row 4.2.
Applies:  the site, all its language versions together.
Met:      a page shows a form with at least `people_poll_options` answers to choose from and a button to send it, and the form or
          its page says that it is a poll ("Сауалнама", "Дауыс беру", "Опрос", "Голосование").
Cannot:   a poll in the frame of another service, behind a sign-in, out of sight, without a button to send it, or on an outside
          service is left to a person; whether votes are counted is not tried.
"""

from collections.abc import Iterator

from checks.base import check
from checks.commons.interaction import Found, answers, forms_like, is_poll, outside_link, unseen_place
from checks.commons.seen import absence_proven, languages
from facts import Finding, Site, met, not_met, undecided
from methodology.model import Params


@check(
    "4-4.2",
    scope="site",
    needs={"pages.forms", "pages.links", "pages.headings", "pages.title", "pages.iframes", "pages.scripts"},
    kinds={"no-poll", "poll-unclear", "poll-unseen", "poll-external", "crawl-incomplete"},
)
def poll(site: Site, params: Params) -> Iterator[Finding]:
    """One observation: the first poll found, or why none was."""
    ready, shown, hidden = Found(), Found(), Found()
    for page, form in forms_like(site, is_poll, params):
        (hidden if form.visible is False else shown).add(page, form)
        if form.visible is not False and form.buttons:
            ready.add(page, form)
    unclear = shown if shown.form else hidden
    if ready.form:
        form, langs = ready.form, languages(ready.langs)
        yield met(form.selector, **ready.place, text=form.name, answers=answers(form), languages=langs)
    elif unclear.form:
        yield undecided("poll-unclear", unclear.form.selector, **unclear.place, text=unclear.form.name)
    else:
        yield _not_found(site, params)


def _not_found(site: Site, params: Params) -> Finding:
    words = params.words("people_poll")
    if unseen := unseen_place(site, words, params):
        return undecided("poll-unseen", unseen[0], page=unseen[0], lang=unseen[1], reason=unseen[2])
    services = (*params.words("people_form_services"), *params.words("people_poll_services"))
    if outside := outside_link(site, services, words):
        return undecided("poll-external", outside[1], page=outside[0].url, lang=outside[0].lang, address=outside[1])
    return not_met("no-poll") if absence_proven(site, params) else undecided("crawl-incomplete")
