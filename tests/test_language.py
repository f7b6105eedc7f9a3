"""The language of texts as they stand on government sites."""

import pytest
from lingua import Language, LanguageDetector

from crawler import language
from crawler.language import identify


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Министрлік азаматтарды жеке қабылдау кестесін бекітті.", "kk"),
        ("Осы себептен олар далада ойнай алмады.", "kk"),
        ("Министерство утвердило график личного приёма граждан.", "ru"),
        ("Аким Бұланды района Сәбит Әбілұлы провёл приём граждан", "ru"),
        ("Акционерное общество «Қазақстан темір жолы» сообщает о продаже билетов", "ru"),
        ("The ministry has approved the schedule of public reception.", "en"),
        ("This document applies to all persons and organisations in the Sarybel Sanctuary.", "en"),
        ("Rules of stay in the Kokzhota Sanctuary (edition 36)", "en"),
        ("Le ministère des affaires de la République publie un document of the Orient", "other"),
        ("Qazaqstan Respýblıkasynyń memlekettik rámizderi týraly zań", "kk"),
        ("Qazaqstan Respublikasy Densaulyq saqtau ministrligi", "kk"),
        ("Türkiye Cumhuriyeti Dışişleri Bakanlığı ve bağlı kuruluşlar için", "other"),
        ("O‘zbekiston Respublikasi tashqi ishlar vazirligi", "other"),
        ("Міністерство закордонних справ України повідомляє про зміни", "other"),
        ("Карта сайта", ""),
        ("Жаңалықтар", ""),
        ("", ""),
        ("2026 15.04 № 1279", ""),
    ],
)
def test_language(text: str, lang: str) -> None:
    """Kazakh letters decide by their share; a Kazakh name does not turn a Russian text; two words are not told."""
    assert identify(text) == lang


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Приказ вступает в силу и публикуется на сайте", "ru"),
        ("Казакстан Республикасынын Конституциясы бойынша азаматтар тен кукылы", "kk"),
        ("Выставка «Ұлы дала» открыта для гостей и жителей города в музее", "ru"),
    ],
)
def test_small_words(text: str, lang: str) -> None:
    """Russian is told by its small words alone, but neither Kazakh typed without its letters nor a text that has them."""
    assert identify(text) == lang


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Заповедник Жетисай приём граждан проводит по средам для всех жителей", True),
        ("Члены общественного совета увидели новые посадки вдоль реки", True),
        ("Инспекторы дежурили круглосуточно, влажность почвы измерили на трёх участках", True),
        ("Казакстан Республикасынын цифрлык технологиялар мен инфракурылым платформасы", False),
        ("Полиция департаментинин филиалы цифрлык форматка кошти", False),
        ("Армения мен Кения елшилери вокзалда болды", False),
        ("С. Волков цифрландыру форумын ашты", False),
        ("Владимир Путин, Дмитрий Песков, Сергей Лавров Астанада болды", False),
        ("Санаторий, профилакторий, вокзал, цирк, филармония салынды", False),
        ("9 «В» сынып, 9 «Ф» сынып: форум ашылды", False),
        ("Чернышевский Ауэзов Вокзал кошелеринде жарык болмайды", False),
        ("Троицкая көшесі жоқ, Троицкая мен Вокзал аллеялары ашылды", False),
    ],
)
def test_forms_of_russian_words(text: str, told: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Russian is told by its endings and letters without a model; what Kazakh has borrowed, typed without its letters, is not."""
    asked: list[str] = []

    class Model:
        def detect_language_of(self, words: str) -> Language:
            asked.append(words)
            return Language.KAZAKH

    monkeypatch.setattr(language, "_told", Model().detect_language_of)
    language.identify.cache_clear()
    said = identify(text)
    language.identify.cache_clear()

    assert (said, not asked) == (("ru", True) if told else ("kk", False))


@pytest.mark.parametrize(
    ("text", "told", "large"),
    [
        ("итоги приёма граждан национальный парк", "ru", False),
        ("алдагы жиналыста туралы айтылды", "kk", False),
        ("жолдыбек тимур аскарулы руководитель аппарата", "ru", True),  # a Kazakh name beside two Russian words
        ("итоги приёма граждан национальный парк " * 4, "ru", False),
    ],
)
def test_large_model_is_asked_only_in_doubt(text: str, told: str, large: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A short text that the small model is certain of costs a tenth; one that it is not certain of is the large one's."""
    asked: list[bool] = []
    real = language._detector

    def detector(*, small: bool) -> LanguageDetector:
        asked.append(small)
        return real(small=small)

    monkeypatch.setattr(language, "_detector", detector)

    found = language._told(text.strip())

    assert (found is not None and found.iso_code_639_1.name.lower(), False in asked) == (told, large)
