"""The language of texts as they stand on government sites."""

import pytest

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
