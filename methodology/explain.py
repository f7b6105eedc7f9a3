"""What one id of a methodology asks, what it is worth and how it is judged, as plain text for people."""

import difflib
import re
from collections.abc import Iterator
from fractions import Fraction

from facts import Lang
from methodology.errors import MethodologyError
from methodology.labels import label, number, percent, reference, step
from methodology.model import Decision, Group, Indicator, Methodology, Parameter, Rule

_DOC_PARTS = ("Source", "Applies", "Met", "Cannot")


def known_ids(methodology: Methodology) -> tuple[str, ...]:
    """Every id that can be explained: parameters, groups, rows, decisions; each once."""
    return tuple(dict.fromkeys([entry.id for entry in _others(methodology)] + [row.id for row in methodology.indicators]))


def _others(methodology: Methodology) -> tuple[Parameter | Group | Decision, ...]:
    return (*methodology.parameters, *methodology.groups, *methodology.decisions)


def explain(methodology: Methodology, id: str, doc: str = "", lang: Lang = "en") -> str:
    """Everything the methodology says of `id`, in Kazakh and in `lang`; MethodologyError when the id is unknown.

    `doc` is the docstring of the check that judges it: a title line, then Source, Applies, Met, Cannot; "" when there is none.
    An id that both tables of an annex use is explained once for each.
    """
    texts = ["\n".join(_entry(methodology, entry, lang)) for entry in _others(methodology) if entry.id == id]
    texts += ["\n".join(_row(methodology, row, doc, lang)) for row in methodology.find(id)]
    if not texts:
        raise MethodologyError(f"{methodology.id} has no {id!r}; {_advice(methodology, id)}")
    return "\n\n".join(texts)


def _advice(methodology: Methodology, id: str) -> str:
    close = difflib.get_close_matches(id, known_ids(methodology), n=3)
    return f"did you mean {', '.join(close)}?" if close else "ids look like 4-3.7, 4-2.10/1, 5-1.2/3, 1.1, D-3"


def _entry(methodology: Methodology, entry: Parameter | Group | Decision, lang: Lang) -> Iterator[str]:
    if isinstance(entry, Decision):
        yield from _decision(entry, lang)
        return
    yield f"{entry.id}  {entry.title[lang]}"
    yield from _order_words(entry.title["kk"], entry.title[lang], lang)
    yield f"{label('reference', lang)}: {reference(entry.reference, lang)}"
    if isinstance(entry, Group):
        yield f"{label('weight', lang)}: {number(entry.max, lang)}"
        rows = [row for row in methodology.indicators if f"{row.annex}-{row.group}" == entry.id and not row.parent]
        yield from (_line(row, lang) for row in rows)
        return
    yield f"{label('weight', lang)}: {number(entry.value, lang)}"
    yield f"{label('formula', lang)}: {_formula(entry, lang)}"


def _formula(parameter: Parameter, lang: Lang) -> str:
    divisor = number(parameter.divisor, lang)
    if not parameter.coefficients:
        return label("formula-sum", lang, divisor=divisor, value=number(parameter.value, lang))
    return label("formula-coefficients", lang, divisor=divisor, coefficients="; ".join(number(k, lang) for k in parameter.coefficients))


def _row(methodology: Methodology, row: Indicator, doc: str, lang: Lang) -> Iterator[str]:
    yield f"{row.id}  {row.title[lang]}"
    yield from _order_words(row.title["kk"], row.title[lang], lang)
    yield f"{label('reference', lang)}: {reference(row.reference, lang)}"
    weight = number(row.max, lang)
    yield f"{label('weight', lang)}: {label('weight-language', lang, max=weight) if row.per_language else weight}"
    yield from _final(methodology, row, lang)
    if row.bonus:
        yield label("bonus", lang)
    if row.text_form_required:
        yield label("text-form", lang)
    yield f"\n{label('points', lang)}:"
    yield from _rule(methodology, row, lang)
    yield from _decisions(methodology, row, lang)
    yield from _checked(row, doc, lang)
    if row.note:
        yield f"{label('note', lang)}: {row.note[lang]}"
    yield from _finder(row, lang)


def _order_words(kk: str, translation: str, lang: Lang) -> Iterator[str]:
    yield f"{label('order-words', lang)} (kk): {kk}"
    if lang != "kk":
        yield f"{label('translation', lang)} ({lang}): {translation}"


def _final(methodology: Methodology, row: Indicator, lang: Lang) -> Iterator[str]:
    if row.advisory:
        yield label("advisory", lang)
    for parameter in methodology.parameters:
        if parameter.annex == row.annex and parameter.penalty:
            yield label("weight-penalty", lang, points=number(row.max * parameter.languages, lang))
        elif parameter.annex == row.annex:
            worth = row.max * parameter.languages / parameter.divisor * parameter.value
            yield label("weight-final", lang, points=number(worth, lang), total=number(methodology.total, lang))


def _line(row: Indicator, lang: Lang) -> str:
    return f"  {row.id}  {number(row.max, lang)}  {row.title[lang]}"


def _children(methodology: Methodology, row: Indicator) -> tuple[Indicator, ...]:
    return tuple(child for child in methodology.indicators if (child.parent, child.table) == (row.id, row.table) and not child.bonus)


def _rule(methodology: Methodology, row: Indicator, lang: Lang) -> Iterator[str]:
    rule = _with_section(methodology, row)
    shares = rule.kind in {"section", "item"} and rule.take is None
    yield "  " + label(f"rule-{rule.kind}" + ("-shares" if shares else ""), lang, **_rule_values(rule, row.max, lang))
    if rule.takes_all:
        yield "  " + label("takes-all", lang, max=number(row.max, lang))
    yield from (f"    {step(name, lang)}: {number(points, lang)}" for name, points in rule.steps.items())
    if rule.kind in {"parts", "section"}:
        yield from ("  " + _line(child, lang) for child in _children(methodology, row))


def _with_section(methodology: Methodology, row: Indicator) -> Rule:
    """An item's rule with what a deficiency takes, which its section says."""
    if row.rule.kind != "item":
        return row.rule
    section = next(other for other in methodology.find(row.id.partition("/")[0]) if other.table == row.table)
    return Rule(kind="item", take=section.rule.take)


def _rule_values(rule: Rule, weight: Fraction, lang: Lang) -> dict[str, str]:
    values = {"max": number(weight, lang)}
    if rule.take is not None:
        values["take"] = number(rule.take, lang)
    if rule.cap_share is not None:
        values |= {"cap_share": percent(rule.cap_share, lang), "cap": number(rule.cap_share * weight, lang)}
    if rule.met_share is not None and rule.not_met_share is not None:
        values |= {"met_share": percent(rule.met_share, lang), "not_met_share": percent(rule.not_met_share, lang)}
    return values


def _decisions(methodology: Methodology, row: Indicator, lang: Lang) -> Iterator[str]:
    """The row's own decisions, and those of the row or section that it belongs to."""
    named = dict.fromkeys(row.decisions)
    for above in methodology.find(row.id.partition("/")[0]):
        if above.table == row.table:
            named |= dict.fromkeys(above.decisions)
    if named:
        yield f"\n{label('decisions', lang)}:"
    for decision in methodology.decisions:
        if decision.id in named:
            yield from ("  " + line for line in _decision(decision, lang))


def _decision(decision: Decision, lang: Lang) -> Iterator[str]:
    yield f"{decision.id}: {decision.text[lang]}"
    yield f"  {label('reference', lang)}: {reference(decision.reference, lang)}"
    values = [f"{name} = {number(value, lang)}" for name, value in decision.params.items() if not isinstance(value, str)]
    if values:
        yield f"  {label('limits', lang)}: {'; '.join(values)}"


def _checked(row: Indicator, doc: str, lang: Lang) -> Iterator[str]:
    yield f"\n{label('checked', lang)}:"
    if row.person_only:
        yield "  " + label("person-only", lang)
        return
    parts = doc_parts(doc)
    if not parts:
        yield "  " + label("no-check", lang)
    for name, text in parts.items():
        yield f"  {label('check-' + name.lower(), lang)}: {text}"


def doc_parts(doc: str) -> dict[str, str]:
    """Source, Applies, Met and Cannot of a check's docstring, each on one line; empty for a docstring without them."""
    found: dict[str, str] = {}
    name = ""
    for line in doc.splitlines():
        opening = re.match(rf"\s*({'|'.join(_DOC_PARTS)}):\s*(.*)", line)
        if opening:
            name = opening[1]
            found[name] = opening[2].strip()
        elif not line.strip():
            name = ""
        elif name:
            found[name] += " " + line.strip()
    return found


def _finder(row: Indicator, lang: Lang) -> Iterator[str]:
    if not row.finder:
        return
    yield f"\n{label('words', lang)}:"
    yield from (f"  {language}: {'; '.join(row.finder['anchors_' + language])}" for language in ("kk", "ru"))
    if row.finder["url_hints"]:
        yield f"{label('url-hints', lang)}: {'  '.join(row.finder['url_hints'])}"
    yield f"{label('content', lang)}: {row.finder['content_hints']['detail']}"
