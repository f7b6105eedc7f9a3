"""Days and periods that texts tell in Kazakh and Russian."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.commons.periods import months_before, periods, trusted
from facts.written_dates import written_dates

TODAY = datetime.date(2026, 11, 20)
_KK = ("қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым", "шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан")
_RU = ("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря")
_LATIN = ("qańtar", "aqpan", "naýryz", "sáýir", "mamyr", "maýsym", "shilde", "tamyz", "qyrkúıek", "qazan", "qarasha", "jeltoqsan")


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2025 жылғы 31 наурыз", "2025-03-31"),
        ("31 наурыз 2025 ж.", "2025-03-31"),
        ("2025 жылдың 31 наурызына дейін", "2025-03-31"),
        ("2015 жылғы 30 желтоқсандағы № 1279 бұйрығы", "2015-12-30"),
        ("31 марта 2025 года", "2025-03-31"),
        ("от «31» марта 2025 г.", "2025-03-31"),
        ("31.03.2025", "2025-03-31"),
        ("31/03/2025", "2025-03-31"),
        ("2025-03-31T10:00", "2025-03-31"),
        ("2025 jylǵy 31 naýryz", "2025-03-31"),
        ("31 nauryz 2025", "2025-03-31"),
        ("01.01.0001", ""),
        ("32.03.2025", ""),
        ("29 февраля 2025 года", ""),
    ],
)
def test_days(text: str, date: str) -> None:
    """One day in each of the usual shapes; what the calendar has not is none."""
    assert [day.date for day in written_dates(text)] == ([date] if date else [])


@pytest.mark.parametrize(
    ("text", "unit", "start", "last"),
    [
        ("2025-2026 жж. арналған жоспар", "years", "2025-01-01", "2026-12-31"),
        ("на 2023–2027 годы", "years", "2023-01-01", "2027-12-31"),
        ("с 2024 по 2026 годы", "years", "2024-01-01", "2026-12-31"),
        ("2025/2026 оқу жылы", "years", "2025-01-01", "2026-12-31"),
        ("I тоқсан 2026", "quarter", "2026-01-01", "2026-03-31"),
        ("ІІ тоқсан 2026 ж.", "quarter", "2026-04-01", "2026-06-30"),
        ("2026 жылдың бірінші тоқсаны", "quarter", "2026-01-01", "2026-03-31"),
        ("за третий квартал 2026 г.", "quarter", "2026-07-01", "2026-09-30"),
        ("за 9 месяцев 2026 года", "months", "2026-01-01", "2026-09-30"),
        ("2026 жылдың 9 айы", "months", "2026-01-01", "2026-09-30"),
        ("январь-сентябрь 2026 года", "months", "2026-01-01", "2026-09-30"),
        ("2026 жылғы қаңтар-қыркүйек", "months", "2026-01-01", "2026-09-30"),
        ("2026 жылдың 1 жартыжылдығы", "half", "2026-01-01", "2026-06-30"),
        ("2 полугодие 2025 года", "half", "2025-07-01", "2025-12-31"),
        ("2026 жылғы қыркүйек", "month", "2026-09-01", "2026-09-30"),
        ("график на ноябрь 2026 года", "month", "2026-11-01", "2026-11-30"),
        ("на 2026 год", "year", "2026-01-01", "2026-12-31"),
        ("2026 жылға арналған", "year", "2026-01-01", "2026-12-31"),
        ("2026 jylǵa arnalǵan jospar", "year", "2026-01-01", "2026-12-31"),
        ("2026 жылғы 1 қазандағы жағдай", "day", "2026-10-01", "2026-10-01"),
    ],
)
def test_periods(text: str, unit: str, start: str, last: str) -> None:
    """One period in each of the usual shapes, and not its year once more."""
    assert [(found.unit, found.start.isoformat(), found.last.isoformat()) for found in periods(text)] == [(unit, start, last)]
    assert all(found.sure for found in periods(text))


@pytest.mark.parametrize(
    "text", ["«Қазақстан-2050» стратегиясы", "Дорожная карта бизнеса-2020", "каб. 2015-12", "№ 2024", "тел. 2026-15-15"]
)
def test_numbers_that_are_no_years(text: str) -> None:
    """Programmes named for a year, numbers of rooms and phones tell no period."""
    assert periods(text) == ()


def test_bare_years_are_not_sure() -> None:
    """A number alone may be a year."""
    assert [(found.last.year, found.sure) for found in periods("План государственных закупок 2025")] == [(2025, False)]


def test_years_that_nobody_means_are_not_trusted() -> None:
    """2099 is a slip of a program, 1930 none of the republic."""
    assert [found.last.year for text in ("2099 год", "в 1930 году", "2025 год") for found in trusted(periods(text), TODAY)] == [2025]


def test_months_before() -> None:
    """Ends of months hold."""
    assert months_before(datetime.date(2026, 3, 31), 13) == datetime.date(2025, 2, 28)
    assert months_before(datetime.date(2026, 1, 15), 13) == datetime.date(2024, 12, 15)


@settings(max_examples=150, deadline=None)
@given(st.dates(datetime.date(1991, 1, 1), datetime.date(2099, 12, 31)), st.integers(0, 6))
def test_any_day_is_read_back(day: datetime.date, shape: int) -> None:
    """Every day in every shape, inside a sentence, is that day and no other period."""
    kk, ru, latin = (months[day.month - 1] for months in (_KK, _RU, _LATIN))
    written = (
        f"{day.year} жылғы {day.day} {kk}",
        f"{day.day} {kk} {day.year} ж.",
        f"{day.day} {ru} {day.year} года",
        f"{day.day:02}.{day.month:02}.{day.year}",
        f"{day.day:02}/{day.month:02}/{day.year}",
        day.isoformat(),
        f"{day.year} jylǵy {day.day} {latin}",
    )[shape]

    assert [found.start for found in periods(f"Бекітілген: {written}, № 5 қаулы")] == [day]


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="0123456789 -–/.,№IVХжылғыоданмекрвталгтоқсн\n«»", max_size=120))
def test_any_text_is_read(text: str) -> None:
    """Nothing breaks on any text; periods lie in it, in order and with their ends in order."""
    found = periods(text)

    assert all(one.start <= one.last and text[one.at :].strip(" ,(").startswith(one.words) for one in found)
    assert [one.at for one in found] == sorted(one.at for one in found)
