"""Addresses, encodings, dates and phones in all the shapes that sites use."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.extract import canonical, contacts, decode, extract
from crawler.extract.urls import lang_of, resolve, without_lang
from facts import Page, PageState, written_dates

SEEN = Page(url="http://127.0.0.1/ru/news", final_url="http://127.0.0.1/ru/news", state=PageState.OK, profile="desktop-chrome")


def read(html: str) -> Page:
    return extract(html, SEEN, rendered=False)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://Ex.KZ:80/a/../b/./%7ex#part", "http://ex.kz/b/~x"),
        ("https://www.gov.kz:443", "https://www.gov.kz/"),
        ("https://ex.kz:8443/a", "https://ex.kz:8443/a"),
        (
            "https://a.kz/Новости и планы",
            "https://a.kz/%D0%9D%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8%20%D0%B8%20%D0%BF%D0%BB%D0%B0%D0%BD%D1%8B",
        ),
        ("https://a.kz/%d0%b0", "https://a.kz/%D0%B0"),
        ("https://қаз.қаз/", "https://xn--80ao21a.xn--80ao21a/"),
        ("https://a.kz/?special=1?special=1", "https://a.kz/?special=1"),
        ("https://a.kz/?b=2&utm_source=x&a=1&fbclid=9&yclid=8&_openstat=7", "https://a.kz/?b=2&a=1"),
        ("https://a.kz/i.php;jsessionid=AF12?PHPSESSID=abc", "https://a.kz/i.php"),
        ("https://a.kz/?sid=0123456789abcdef0123", "https://a.kz/"),
        ("https://a.kz/?sid=12", "https://a.kz/?sid=12"),
        ("https://a.kz/?lang=kk&page=2", "https://a.kz/?lang=kk&page=2"),
        ("https:\\\\a.kz\\b", "https://a.kz/b"),
        ("mailto:a@b.kz", "mailto:a@b.kz"),
        ("http://[::1", "http://%5b%3a%3a1/"),
        ("http://a.kz:99999/b?c", "http://a.kz%3a99999/b"),
    ],
)
def test_canonical(url: str, expected: str) -> None:
    """Addresses that lead to one page are spelled as one."""
    assert canonical(url) == expected


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60), st.sampled_from(["", "http://a.kz/", "https://a.kz/?", "HTTP://А.kz:80/%", "http://a.kz/x?q=1?", "//"]))
def test_canonical_is_idempotent(rest: str, start: str) -> None:
    """A canonical address stays as it is."""
    once = canonical(start + rest)

    assert canonical(once) == once


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("?lang=kk", ("https://www.gov.kz/a/b?lang=kk", "")),
        ("#m", ("https://www.gov.kz/a/b?lang=ru", "m")),
        ("c/d", ("https://www.gov.kz/a/c/d", "")),
        ("//x.kz", ("https://x.kz/", "")),
        (" /n\n ", ("https://www.gov.kz/n", "")),
        ("", ("", "")),
        ("javascript:void(0)", ("", "")),
        ("tel:1414", ("", "")),
        ("http://[bad/", ("http://%5bbad/", "")),  # a link that leads nowhere, in a spelling that checks can take apart
    ],
)
def test_resolve(raw: str, expected: tuple[str, str]) -> None:
    """Addresses on a page are read as a browser reads them."""
    url, fragment = resolve(raw, "https://www.gov.kz/a/b?lang=ru")

    assert (url, fragment) == expected


@pytest.mark.parametrize(
    ("url", "lang", "rest"),
    [
        ("https://www.gov.kz/memleket/entities/x/about?lang=kk", "kk", "https://www.gov.kz/memleket/entities/x/about"),
        ("https://a.kz/kz/news?page=2", "kk", "https://a.kz/news?page=2"),
        ("https://a.kz/rus/", "ru", "https://a.kz"),
        ("https://a.kz/news", None, "https://a.kz/news"),
    ],
)
def test_language_of_an_address(url: str, lang: str | None, rest: str) -> None:
    """The language stands in the query or in a segment of the path."""
    assert (lang_of(url), without_lang(url)) == (lang, rest)


RU = "<p>Министерство цифрового развития, новости и документы"


@pytest.mark.parametrize(
    ("declared", "real", "used"),
    [
        ("windows-1251", "cp1251", "windows-1251"),
        ("utf-8", "cp1251", "windows-1251"),
        ("", "cp1251", "windows-1251"),
        ("iso-8859-1", "cp1251", "windows-1251"),
        ("windows-1251", "utf-8", "utf-8"),
        ("", "utf-8", "utf-8"),
        ("koi8-r", "koi8-r", "koi8-r"),
        ("", "cp866", "ibm866"),
        ("no-such-charset", "utf-8", "utf-8"),
    ],
)
@pytest.mark.parametrize("place", ["http", "meta"])
def test_decode(declared: str, real: str, used: str, place: str) -> None:
    """A wrong declaration is recorded and the text is read as it is."""
    meta = f"<meta charset='{declared}'>" if place == "meta" else ""
    header = f"text/html; charset={declared}" if place == "http" and declared else "text/html"
    seen = decode((meta + RU).encode(real), header)

    assert seen.charset_used == used
    assert seen.text.endswith(RU)
    assert (seen.charset_http, seen.charset_meta) == ((declared, "") if place == "http" else ("", declared))


def test_decode_kazakh_single_byte_and_bom() -> None:
    """KZ-1048 is told from windows-1251 by its Kazakh letters; a BOM rules over all declarations; French stays French."""
    text = "<p>Қазақстан Республикасының министрлігі туралы ереже"

    assert decode(text.encode("kz1048"), "text/html; charset=windows-1251").text == text
    assert decode(b"\xef\xbb\xbf" + text.encode(), "text/html; charset=windows-1251").charset_used == "utf-8"
    assert decode("café déjà vu".encode("cp1252"), "text/html; charset=ISO-8859-1").text == "café déjà vu"


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=200), st.sampled_from(["", "text/html; charset=utf-16", "text/html; charset=idna", "x; charset=base64", "charset="])
)
def test_decode_never_raises(body: bytes, header: str) -> None:
    """Any bytes under any declaration become text."""
    assert isinstance(decode(body, header).text, str)


@pytest.mark.parametrize(
    ("text", "date", "time"),
    [
        ("31.03.2025", "2025-03-31", ""),
        ("31/03/2025 09:15", "2025-03-31", "09:15"),
        ("2025-03-31", "2025-03-31", ""),
        ("31 марта 2025 года в 14:30", "2025-03-31", "14:30"),
        ("31 Марта 2025 г.", "2025-03-31", ""),
        ("«05» апреля 2025 г.", "2025-04-05", ""),
        ("1 мая 2025", "2025-05-01", ""),
        ("12 сен. 2025, 10:05", "2025-09-12", "10:05"),
        ("2025 жылғы 31 наурыз", "2025-03-31", ""),
        ("2025 жылғы 31 наурызда", "2025-03-31", ""),
        ("2025 ж. 31 наурыз, 12:40", "2025-03-31", "12:40"),
        ("31 наурыз 2025 ж. сағат 09:05", "2025-03-31", "09:05"),
        ("31 наурыз 2025", "2025-03-31", ""),
        ("2026 ж. 15.04", "2026-04-15", ""),
        ("12 қаз. 2025", "2025-10-12", ""),
        ("6 қарашасында 2025", "2025-11-06", ""),
        ("March 31, 2025 2:30 pm", "2025-03-31", "14:30"),
        ("31st of March, 2025", "2025-03-31", ""),
        ("12:40 15.05.2024", "2024-05-15", "12:40"),
    ],
)
def test_dates(text: str, date: str, time: str) -> None:
    """Each way of writing a date is read, with its time of day and the words before it."""
    (seen,) = read(f"<main><p>Жарияланды: {text}</p></main>").dates

    assert (seen.date, seen.time, seen.label, seen.region) == (date, time, "Жарияланды:", "main")


@pytest.mark.parametrize(
    "text", ["31.02.2025", "версия 1.2.2020.3", "8 (7172) 12-10-2020-5", "12.13.2025", "192.168.2020", "05.05.1899", "25 қазақ 2025"]
)
def test_no_dates(text: str) -> None:
    """Versions, addresses and days that no calendar has are no dates."""
    assert not read(f"<p>{text}</p>").dates


def test_date_sources() -> None:
    """`time`, meta data and JSON-LD are read; a date in `time` is not counted again as text; a row's head is the label."""
    page = read(
        """<head><meta property="article:modified_time" content="2026-04-15T10:22:33.123+05:00">
        <script type="application/ld+json">{"@graph":[{"datePublished":"2026-04-14"}]}</script>
        <script type="application/ld+json">{broken</script></head>
        <main><p>Опубликовано <time datetime="2025-03-12T10:00">12 марта 2025</time></p>
        <dl><dt>Өзгертілді</dt><dd>13.03.2025</dd></dl></main>"""
    )

    assert [(d.source, d.date, d.time, d.label) for d in page.dates] == [
        ("time", "2025-03-12", "10:00", "Опубликовано"),
        ("text", "2025-03-13", "", "Өзгертілді"),
        ("meta", "2026-04-15", "10:22", "article:modified_time"),
        ("json-ld", "2026-04-14", "", "datePublished"),
    ]


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("8 (7172) 74-10-16", "77172741016"),
        ("+7 7172 74-10-16", "77172741016"),
        ("8/7172/ 74 10 16", "77172741016"),
        ("8-7172-74-10-16", "77172741016"),
        ("8 (7172) 74 10 16", "77172741016"),
        ("8 (7172) 74-10-16 (1086)", "77172741016"),
        ("+7 7172 741016", "77172741016"),
        ("8-7172-741-016", "77172741016"),
        ("+7 /71722/74101", "77172274101"),
        ("8 (7172) 741-016", "77172741016"),
        ("+7 (717) 274 10 16", "77172741016"),
        ("+77172741016", "77172741016"),
        ("87012345678", "77012345678"),
        ("8 - (72533) 5-93-06", "77253359306"),
        ("872533 5-96-51", "77253359651"),
        ("8(7212)501519-6731", "77212501519"),
        ("(7172) 74-10-16", "77172741016"),
        ("8 800 080 7777", "78000807777"),
    ],
)
def test_phones(written: str, digits: str) -> None:
    """Phones with the country or area code are known without a word that says so, in the shapes of real leader cards."""
    (seen,) = read(f"<p>Сәлем, {written} мырза</p>").contacts

    assert (seen.kind, seen.value) == ("phone", digits)


@pytest.mark.parametrize(
    ("written", "digits"), [("74-10-16", "741016"), ("462111 (1086)", "462111"), ("5-93-06", "59306"), ("7172 74-10-16", "77172741016")]
)
def test_local_phones_need_a_label(written: str, digits: str) -> None:
    """A number without a code is a phone beside a word that says so, and not without."""
    assert [seen.value for seen in read(f"<p>Тел.: {written}</p>").contacts] == [digits]
    assert [seen.value for seen in read(f"<div><b>Телефон:</b> {written}, 74-10-17</div>").contacts] == [digits, "741017"]
    assert not read(f"<p>Барлығы {written} дана</p>").contacts


@pytest.mark.parametrize(
    "text",
    [
        "БСН 870112345678",
        "ИИН 87011234567",
        "8 000 000 000 тенге",
        "1 200 000 000 теңге",
        "31.12.2025 12:00",
        "№ 87012345678",
        "KZ87012345678901234567",
        "2019-2020 оқу жылы",
        "10.0.20.15",
        "Тел. анықтамалығы 12.05.2025",
    ],
)
def test_no_phones(text: str) -> None:
    """Sums, identifiers, dates and ranges of years are no phones."""
    assert not read(f"<p>{text}</p>").contacts


def test_mail_and_post() -> None:
    """E-mail is read in the open, in links and masked; a postal address by its index, place and street."""
    page = read(
        """<footer><p><a href="mailto:Info@Mail.gov.kz?subject=x">жазыңыз</a></p><p>press [at] mail.gov.kz</p><p>a.b@gov.kz, x@y</p>
        <p>010000, Астана қ., Мәңгілік Ел даңғылы, 8 үй</p><p>Сенім телефоны: 1414</p></footer>"""
    )

    assert [(c.kind, c.value, c.region) for c in page.contacts] == [
        ("email", "info@mail.gov.kz", "footer"),
        ("email", "press@mail.gov.kz", "footer"),
        ("email", "a.b@gov.kz", "footer"),
        ("address", "010000, Астана қ., Мәңгілік Ел даңғылы, 8 үй", "footer"),
        ("phone", "1414", "footer"),
    ]


def test_a_dropdown_made_of_spans_is_no_place_for_a_message() -> None:
    """A combobox that only chooses is a select; one that people write in is contenteditable."""
    page = read(
        '<main><form><input name="q"><span role="combobox" id="a">kk</span>'
        '<div role="combobox" contenteditable="true" id="b"></div><button>Сүзу</button></form></main>'
    )

    assert [(field.selector, field.type) for field in page.forms[0].fields[1:]] == [("#a", "select"), ("#b", "contenteditable")]


TABLES = """<header><ul><li>мәзір<li>мәзір</ul></header><main><h1>Құрылым</h1>
<table id=staff border=1><tr><td><b>№</b><td><b>Аты-жөні</b></tr><tr><td>1<td>Ахметов А.<tr><td>2<td> Серік  Б.</table>
<table><tr><td colspan=2><table id=inner><caption>Бюджет</caption><thead><tr><th>Атауы<th>Сомасы<tbody><tr><td>Барлығы<td>12,5</table>
<tr><td>a<td>b</table>
<table id=layout role=presentation><tr><td>a<td>b<tr><td>c<td>d</table>
<table id=form><tr><td><form><input></form><td>b<tr><td>c<td>d</table><table id=row><tr><td>a<td>b</table>
<table id=column><tr><td>a<tr><td>b</table>
<table id=long><tr><td>a<td>b<tr><td>{long}<td>d</table><table id=ragged><tr><td>a<td>b<tr><td>a<tr><td>a<td>b<td>c</table>
<table id=wide><tr>{cells}<tr>{cells}</table></main>""".format(long="сөз " * 500, cells=f"<td>{'x' * 200}" * 20)


def test_tables_of_data() -> None:
    """Tables of data with what stands above them; those that lay out a page are none, and what is kept of one is bounded."""
    staff, inner, wide = read(TABLES).tables or ()

    assert (staff.selector, staff.rows, staff.columns, staff.caption) == ("#staff", 2, 2, "Құрылым")
    assert (staff.head, staff.cells) == (("№", "Аты-жөні"), (("1", "Ахметов А."), ("2", "Серік Б.")))
    assert (inner.caption, inner.head, inner.cells) == ("Бюджет", ("Атауы", "Сомасы"), (("Барлығы", "12,5"),))
    assert (wide.columns, [len(cell) for row in wide.cells for cell in row]) == (20, [120] * 16)


LISTS = """<nav><ul><li>a<li>b</ul></nav><main><h2>Жаңалықтар</h2>
<div id=news><div class="item first"><a href=/1>Бірінші</a></div><div class=item>Екінші</div><div class="item last">Үшінші</div></div>
<div class=row><div class=col>a</div><div class=col>b</div></div>
<h2>Құжаттар</h2><ol id=o><li><a href=/2>x</a><li>y<li></ol><dl id=d style="display:none"><dt>a<dd>b<dt>c<dd>d</dl><ul><li>one</ul></main>
<footer><ul id=f><li>тел<li>адрес</ul></footer>"""


def test_lists_of_the_content() -> None:
    """Lists and rows of neighbours with their entries and titles; menus, pairs of columns and single entries are none."""
    found = [(one.selector, one.region, one.entries, one.links, one.title, one.visible) for one in read(LISTS).lists or ()]

    assert found == [
        ("#news", "main", 3, 1, "Жаңалықтар", None),
        ("#o", "main", 2, 1, "Құжаттар", None),
        ("#d", "main", 2, 0, "Құжаттар", False),
        ("#f", "footer", 2, 0, "", None),
    ]


def test_of_many_tables_and_lists_the_main_content_is_kept() -> None:
    """What stands at the edges gives way."""
    edge = "<aside>" + "<table><tr><th>a<th>b<tr><td>1<td>2</table><ul><li>a<li>b</ul>" * 100 + "</aside>"
    page = read(edge + "<main><table id=t><tr><th>a<th>b<tr><td>1<td>2</table><ul id=u><li>a<li>b</ul></main>")

    assert page.tables is not None
    assert page.lists is not None
    assert (len(page.tables), page.tables[-1].selector, len(page.lists), page.lists[-1].selector) == (40, "#t", 60, "#u")


def test_what_only_stands_in_the_document() -> None:
    """Hidden text is kept apart from the shown, and a contact says whether it is shown."""
    page = read(
        "<nav hidden>мәзір</nav><main><p>тел. 8 (7172) 74-10-16</p><p style='display:none'>қосымша <a href='tel:1414'>1414</a></p></main>"
    )

    assert (page.main_text, page.hidden_text) == ("тел. 8 (7172) 74-10-16", "қосымша 1414")
    assert [(one.value, one.visible) for one in page.contacts] == [("1414", False), ("77172741016", None)]


def test_quick_signs_miss_nothing() -> None:
    """What is looked for first, because it is quicker, stands in everything that the patterns behind it find."""
    for pattern, signs in ((contacts._STREET, contacts._STREET_SIGNS), (contacts._PLACE, contacts._PLACE_SIGNS)):
        for word in pattern.pattern.replace(r"\b", "").replace("\\", "").lower().split("|"):
            assert any(sign in word for sign in signs), word
    for name in written_dates._NAMES:
        assert any(stem in name for stem in written_dates._STEMS), name


def test_what_scripts_make_a_way_up_is_told_by_its_names() -> None:
    """Small elements that are no links or buttons, outside of such; parts of the page and long texts that bear such a name are none."""
    page = read(
        """<body id="page-top" class="scroll-top"><header class="back-to-top"><a href="/">Басты</a></header><p>Наверх по карьере</p>
        <a href="#top"><i class="icon-to-top"></i></a><div class="scrollup"><button>Жоғары</button></div>
        <div class="to-top">Мәтін мұнда ұзақ, сондықтан бұл беттің бір бөлігі болып табылады, жол емес</div>
        <footer><div class="to_top wide" id="toTop"><img src="/i/to_top.svg?2" alt=""></div><img src="/i/back-to-top.png" alt="">
        <span onclick="scrollTo(0,0)">Наверх</span><div title="Жоғары"></div></footer>"""
    )

    assert [(one.selector, one.text, one.classes, one.region) for one in page.ups] == [
        ("#toTop", "", "toTop to_top wide to_top.svg", "footer"),
        ("#page-top > footer > img", "", "back-to-top.png", "footer"),
        ("#page-top > footer > span", "Наверх", "", "footer"),
        ("#page-top > footer > div:nth-of-type(2)", "Жоғары", "", "footer"),
    ]
