"""Whole pages become facts: server-rendered, rendered by a browser, broken, huge, hostile."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.extract import extract, materially_more, needs_browser
from facts import Gap, Page, PageState

URL = "http://127.0.0.1/ru/news/1"
SEEN = Page(url=URL, final_url=URL, state=PageState.OK, profile="desktop-chrome", depth=2)

HEAD = """<!doctype html><html lang="ru"><head><meta charset="utf-8"><title> Новость —
 Министерство образцов </title><meta name="viewport" content="width=device-width"><meta property="og:site_name"
content="Министерство образцов">
<meta name="generator" content="Drupal 10"><meta name="description" content="О новости"><meta http-equiv="refresh" content="600">
<link rel="canonical" href="/ru/news/1?utm_source=x"><link rel="alternate" hreflang="kk" href="/kk/news/1">
<link rel="alternate" type="application/rss+xml" title="Новости" href="/ru/rss.xml"><script src="/app.js"></script>
<script>ym(1, "init")</script><noscript><div><img src="https://mc.yandex.ru/watch/1" alt=""></div></noscript></head>"""

SERVED = (
    HEAD
    + """<body><a href="#content">К содержанию</a>
<header><div class="logo"><a href="/ru/"><img src="/logo.svg" alt="Министерство образцов"></a></div>
<ul class="languages"><li><a href="/kk/news/1" hreflang="kk">ҚАЗ</a></li><li class="active"><span>РУС</span></li><li><a
href="/en/news/1">ENG</a></li></ul>
<form role="search" action="/ru/search"><label for="q">Поиск</label><input id="q" name="q" type="search" maxlength="100"><button><i
class="fa fa-search"></i></button></form>
<nav aria-label="Главное меню"><ul><li><a href="/ru/news">Новости</a></li><li><a href="/ru/docs">Документы</a></li></ul></nav></header>
<main id="content"><nav aria-label="Хлебные крошки"><ol><li><a href="/ru/">Главная</a></li><li><a href="/ru/news">Новости</a></li>
<li aria-current="page">Новость</li></ol></nav><h1>Новость</h1><article><header>Пресс-служба</header>
<p>Министерство образцов провело открытое совещание с представителями общественности.</p>
<p lang="kk">Министрлік қоғам өкілдерімен ашық кеңес өткізді және сұрақтарға жауап берді.</p>
<figure><img src="/p.jpg" alt="" width="300" height="200"><figcaption>Участники</figcaption></figure>
<table><tr><td><a href="/uploads/plan.pdf" target="_blank" rel="noopener">План</a></td><td>PDF, 1,2 МБ</td></tr></table>
<p><a href="https://egov.kz/cms"><img src="/e.png" alt="eGov"> <i class="icon-external"></i></a><a href="#top">Наверх</a><a
href="#nowhere">?</a></p>
<iframe src="https://www.youtube.com/embed/1?autoplay=1&mute=1" title="Видео"></iframe></article></main>
<aside><h2>Опрос</h2></aside><footer><p>Министерство образцов, 2026</p><p>Посетителей сегодня: 1 234</p></footer></body></html>"""
)


def read(html: str, *, rendered: bool = False) -> Page:
    return extract(html, SEEN, rendered=rendered)


@pytest.fixture(scope="module")
def served() -> Page:
    return read(SERVED)


def test_refresh_without_scripts() -> None:
    """A refresh for browsers without scripts is obeyed by none that has them."""
    head = '<noscript><meta http-equiv="refresh" content="3; url=/nojs"></noscript><title>А</title>'
    assert read(f"<html><head>{head}</head><body>А</body></html>").meta_refresh == ""


def test_head(served: Page) -> None:
    """The head says title, names, addresses and feeds; what was known of the page stays."""
    assert served.title == "Новость — Министерство образцов"
    assert (served.site_name, served.generator, served.description) == ("Министерство образцов", "Drupal 10", "О новости")
    assert (served.html_lang, served.viewport_meta, served.meta_refresh) == ("ru", "width=device-width", "600")
    assert served.canonical == "http://127.0.0.1/ru/news/1"
    assert served.alternates == {"kk": "http://127.0.0.1/kk/news/1"}
    assert [(feed.url, feed.title) for feed in served.feeds] == [("http://127.0.0.1/ru/rss.xml", "Новости")]
    assert served.scripts == ("http://127.0.0.1/app.js", 'ym(1, "init")')
    assert (served.depth, served.state, served.rendered) == (2, PageState.OK, False)


def test_landmarks(served: Page) -> None:
    """Roles come from the elements; the header of an article is no banner."""
    roles = [(mark.role, mark.name, mark.links) for mark in served.landmarks]

    assert roles == [
        ("banner", "", 5),
        ("search", "", 0),
        ("navigation", "Главное меню", 2),
        ("main", "", 6),
        ("navigation", "Хлебные крошки", 2),
        ("complementary", "", 0),
        ("contentinfo", "", 0),
    ]


def test_links(served: Page) -> None:
    """Links have names, places, targets, surroundings; fragments are looked up."""
    links = {link.raw: link for link in served.links}

    assert [link.order for link in served.links] == list(range(len(served.links)))
    assert links["/ru/news"].region == "nav"
    plan = links["/uploads/plan.pdf"]
    assert (plan.text, plan.target, plan.rel, plan.context, plan.region) == ("План", "_blank", ("noopener",), "План PDF, 1,2 МБ", "main")
    egov = links["https://egov.kz/cms"]
    assert (egov.text, egov.image_only, egov.icons) == ("eGov", True, "e.png icon-external")
    assert (links["#content"].url, links["#content"].fragment, links["#content"].fragment_exists) == (URL, "content", True)
    assert (links["#top"].fragment_exists, links["#nowhere"].fragment_exists) == (True, False)
    assert served.ids == ("content", "top")


def test_switches(served: Page) -> None:
    """The language switch is found with the marker of the present language, which is no link."""
    found = [(switch.lang, switch.url, switch.how, switch.current) for switch in served.switches]

    assert found == [
        ("kk", "http://127.0.0.1/kk/news/1", "text", False),
        ("ru", "", "text", True),
        ("en", "http://127.0.0.1/en/news/1", "text", False),
    ]


def test_text(served: Page) -> None:
    """Text is kept apart by places and blocks, each with its language and its declared one."""
    assert [(block.lang, block.declared, block.region) for block in served.blocks] == [("ru", "ru", "main"), ("kk", "kk", "main")]
    assert served.main_text.startswith("Новость Пресс-служба Министерство образцов провело")
    assert "План PDF, 1,2 МБ" in served.main_text
    assert "Главная" not in served.main_text
    assert served.footer_text == "Министерство образцов, 2026 Посетителей сегодня: 1 234"
    assert served.counters == ("Yandex Metrica", "Посетителей сегодня: 1 234")
    assert served.words > served.main_words > 20


def test_pictures_media_forms_headings(served: Page) -> None:
    """Pictures, players, forms and headings stand with what belongs to them."""
    pictures = [(p.alt, p.name, p.in_link, p.link_has_text, p.caption, p.region, p.width) for p in served.images]
    (search,) = served.forms
    (video,) = served.media

    assert pictures == [
        ("Министерство образцов", "Министерство образцов", True, False, "", "header", None),
        ("", "", False, False, "Участники", "main", 300.0),
        ("eGov", "eGov", True, False, "", "main", None),
    ]
    assert (video.kind, video.name, video.autoplay, video.muted) == ("iframe", "Видео", True, True)
    assert (search.role, search.action, search.method, search.region) == ("search", "http://127.0.0.1/ru/search", "get", "header")
    assert (search.fields[0].type, search.fields[0].label, search.fields[0].maxlength, search.buttons) == ("search", "Поиск", 100, ("",))
    assert [(h.level, h.text, h.region) for h in served.headings] == [(1, "Новость", "main"), (2, "Опрос", "aside")]


def test_breadcrumbs_of_a_landmark(served: Page) -> None:
    """A marked chain gives its items in order, the present page without an address."""
    (chain,) = served.breadcrumbs

    assert (chain.items, chain.marked_by) == (("Главная", "Новости", "Новость"), "aria")
    assert chain.urls == ("http://127.0.0.1/ru/", "http://127.0.0.1/ru/news", "")


@pytest.mark.parametrize(
    ("html", "items", "mark"),
    [
        (
            '<div class="bread-crumbs"><a href="/">Басты бет</a> / <a href="/n">Жаңалықтар</a> / Хабар</div>',
            ("Басты бет", "Жаңалықтар", "Хабар"),
            "class",
        ),
        ('<ul class="breadcrumb-navigation"><li><a href="/">Главная</a><li>»<li>О нас</ul>', ("Главная", "О нас"), "class"),
        ('<span class="pathway">Вы здесь: <a href="/">Главная</a> <img src=a.png> Контакты</span>', ("Главная", "Контакты"), "class"),
        ('<div class="MuiBreadcrumbs-root"><a href="/">Home</a><span>/</span><p>About</p></div>', ("Home", "About"), "class"),
        (
            '<ol itemscope itemtype="https://schema.org/BreadcrumbList"><li><a href="/"><span>Главная</span></a></li>'
            "<li><span>Акты</span></li></ol>",
            ("Главная", "Акты"),
            "schema",
        ),
        (
            '<main><p><a href="/ru/">Главная</a> → <a href="/ru/a">Деятельность</a> → Планы</p><h1>Планы</h1></main>',
            ("Главная", "Деятельность", "Планы"),
            "separator",
        ),
        ("<main><ul><li>Главная</li><li>/</li><li>Администрация</li></ul><h1>x</h1></main>", ("Главная", "Администрация"), "separator"),
        ("<main><p>Главная / Администрация</p><h1>Администрация</h1></main>", ("Главная", "Администрация"), "separator"),
        ("<main><div><p>Главная / Администрация</p></div><h1>Администрация</h1></main>", ("Главная", "Администрация"), "separator"),
        ('<div><a href="/">Басты бет</a> <b>•</b> <a href="/a">Қызметі</a></div><h1>x</h1>', ("Басты бет", "Қызметі"), "separator"),
    ],
)
def test_breadcrumbs(html: str, items: tuple[str, ...], mark: str) -> None:
    """Chains are known by markup, by class names and, at the top of the content, by their separators, links or not."""
    (chain,) = read(f"<body>{html}</body>").breadcrumbs

    assert (chain.items, chain.marked_by) == (items, mark)


@pytest.mark.parametrize(
    "html",
    [
        '<div class=lang><a href="/kk/">ҚАЗ</a> / <a href="/ru/">РУС</a> / <a href="/en/">ENG</a></div>',
        '<footer><a href="/">Главная</a> / <a href="/a">Контакты</a></footer>',
        '<main><p><a href="/t/1">Закон</a> / <a href="/t/2">Приказ</a></p></main>',
        "<main><p>Приказ / постановление</p></main>",
        "<main><p>Главная — лучшая новость</p></main>",
        "<main><h1>Главная / Новости</h1></main>",
        "<main><p>Добро пожаловать</p><p>Главная / Новости</p></main>",
        '<nav><a href="/">Главная</a> <a href="/a">Новости</a> <a href="/b">Документы</a></nav>',
    ],
)
def test_no_breadcrumbs(html: str) -> None:
    """Switches, footers, tags and menus are no chains."""
    assert read(f"<body>{html}</body>").breadcrumbs == ()


def test_breadcrumbs_in_jsonld_are_not_seen_by_visitors() -> None:
    """A chain for machines only is told as not visible."""
    html = """<script type="application/ld+json">{"@type":"BreadcrumbList","itemListElement":[
      {"@type":"ListItem","position":2,"name":"Б","item":{"@id":"/b"}},{"@type":"ListItem","position":1,"name":"А","item":"/"}]}</script>"""
    (chain,) = read(html).breadcrumbs

    assert (chain.items, chain.urls, chain.visible) == (("А", "Б"), ("http://127.0.0.1/", "http://127.0.0.1/b"), False)


RENDERED = """<html lang="kk"><body><div id="root"><div class="header"><a href="/a" data-tekser-box="1,2,30,40.5">Жаңалықтар
<i class="fa" data-tekser-after="↗"></i><span data-tekser-h="sr">жаңа терезеде ашылады</span></a>
<div class="languages__dropdown"><span>ҚАЗ</span><span>РУС</span><span>ENG</span></div></div>
<div data-tekser-h="1"><a href="/hidden">Мәзір</a><p>Жасырын мәтін ешкімге көрінбейді, сондықтан ол саналмайды.</p></div>
<div class="page-content"><h1 data-tekser-box="0,100,500,40">Байланыс</h1><input
placeholder="Аты-жөні"><textarea></textarea><button>Жіберу</button>
<div style="visibility:hidden" data-tekser-h="1"><b data-tekser-h="0">Көрінеді</b></div></div></div></body></html>"""


def test_marks_of_the_browser() -> None:
    """Rendered pages say what is visible; hidden text is not counted, text for screen readers is in the name."""
    page = extract(RENDERED, replace(SEEN, final_url="http://127.0.0.1/contacts"), rendered=True)
    news, hidden = page.links

    assert (news.text, news.visible, news.box) == ("Жаңалықтар жаңа терезеде ашылады", True, (1.0, 2.0, 30.0, 40.5))
    assert news.icons == "fa ↗"
    assert (hidden.text, hidden.visible) == ("Мәзір", False)
    assert "Жасырын" not in page.main_text
    assert page.main_text == "Байланыс Жіберу Көрінеді"
    assert (page.headings[0].visible, page.headings[0].region) == (True, "main")
    assert [(switch.lang, switch.url, switch.current) for switch in page.switches] == [
        ("kk", "", True),
        ("ru", "", False),
        ("en", "", False),
    ]


def test_fields_without_a_form() -> None:
    """Fields that a script submits are a form without an element."""
    (form,) = read(RENDERED, rendered=True).forms

    assert (form.element, form.method, form.buttons, form.name) == (False, "", ("Жіберу",), "Байланыс")
    assert [(field.type, field.placeholder) for field in form.fields] == [("text", "Аты-жөні"), ("textarea", "")]


def test_a_form_around_the_whole_page_is_seen_through() -> None:
    """ASP.NET wraps pages into one form; the search and the feedback in it are told apart."""
    filler = "<p>мәтін</p>" * 120
    page = read(
        f"""<body><form id="aspnetForm" method="post"><div class="top"><input name="search" type="text"><input type="submit"
value="Поиск"></div>
        <main>{filler}<div class="feedback"><h2>Обратная связь</h2><input name="fio"><textarea
name="t"></textarea><button>Отправить</button></div></main>
        </form></body>"""
    )

    assert [(form.element, form.buttons, form.region) for form in page.forms] == [
        (False, ("Поиск",), "other"),
        (False, ("Отправить",), "main"),
    ]


def test_regions_by_names_of_containers() -> None:
    """A site without landmarks is read by its ids and classes."""
    page = read(
        """<body><div id="header"><a href="/1">a</a><div class="main-menu"><a href="/2">b</a></div></div><table><tr><td
class="left-col"><a href="/3">c</a></td>
        <td id="content"><div class="card-header"><a href="/4">d</a></div></td></tr></table><div class="footer"><a
href="/5">e</a></div></body>"""
    )

    assert [link.region for link in page.links] == ["header", "nav", "aside", "main", "footer"]
    assert page.landmarks == ()


def test_inline_hiding_is_seen_without_a_browser() -> None:
    """What the markup itself hides is hidden; of the rest a fetched page says nothing."""
    page = read('<div style="color:red; display: none"><a href="/a">x</a></div><a href="/b" hidden>y</a><a href="/c">z</a>')

    assert [(link.text, link.visible) for link in page.links] == [("x", False), ("y", False), ("z", None)]
    assert page.main_text == "z"


def test_names() -> None:
    """Names come from aria-labelledby, aria-label, content with alternatives, title; aria-hidden parts are left out."""
    page = read(
        """<b id="n">Ереже</b><a href="/1" aria-labelledby="n">x</a><a href="/2" aria-label="Хат"><svg></svg></a><a
href="/3"><svg><title>Іздеу</title></svg></a>
        <a href="/4" title="Карта"><i class="fa"></i></a><a href="/5">Ашу<span aria-hidden="true">»</span></a><a
href="/6"><div>Бір</div><div>екі</div></a>"""
    )

    assert [link.text for link in page.links] == ["Ереже", "Хат", "Іздеу", "Карта", "Ашу", "Бір екі"]


def test_words_are_not_glued() -> None:
    """Blocks, cells, breaks and neighbouring links keep their words apart; inline markup does not cut them."""
    page = read("<table><tr><td>бір<td>екі</table><div>үш</div>төрт<br>бес<a href=/1>алты</a><a href=/2>жеті</a><p>се<b>гі</b>з")

    assert page.main_text == "бір екі үш төрт бесалты жеті сегіз"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Келушілер саны: 184 302 (бүгін 412)", ("Келушілер саны: 184 302",)),
        ("Count of visits: total 184 302, today 412", ("visits: total 184 302",)),
        ("Бүгін 15 посещений", ("15 посещений",)),
        ("© 2026 Visitors", ()),
        ("Посетители: 8 (7172) 74-10-16", ()),
        ("Қарау 2026", ()),
        ('<script src="//c.zero.kz/z.js"></script><img src="https://counter.yadro.ru/hit?r">', ("LiveInternet", "Zero.kz")),
        ('<script src="https://www.googletagmanager.com/gtm.js?id=GTM-1"></script>', ()),
    ],
)
def test_counters(text: str, found: tuple[str, ...]) -> None:
    """Counters are services that load from known addresses, or a figure beside the word for visits; phones and years are none."""
    assert read(f"<footer>{text}</footer>").counters == found


def test_named_spans_stand_apart_and_bare_ones_do_not() -> None:
    """Layout spans are set apart by style sheets; word processors put bare spans inside words."""
    assert read("<p><span class=a>Күні</span><span class=b>бүгін</span></p>").main_text == "Күні бүгін"
    assert read("<p><span lang=ru>Минис</span><span style='color:red'>терство</span></p>").main_text == "Министерство"


def test_broken_html_is_read_as_browsers_read_it() -> None:
    """Unclosed, wrongly nested and stray tags give the tree of the HTML standard, and selectors that fit it."""
    page = read(
        "<!doctype html><head><noscript><img src=x></noscript><title>т</title>"
        "<p>a<table><tr><td><a href=/1>1<td><a href=/2>2</table></p><a href=/3>3<h2>h</h1>"
    )

    assert page.title == "т"
    assert [link.selector for link in page.links] == [
        "body > table > tbody > tr > td:nth-of-type(1) > a",
        "body > table > tbody > tr > td:nth-of-type(2) > a",
        "body > a",
    ]
    assert page.headings[0].selector == "body > a > h2"


def test_selectors_stop_at_a_unique_id() -> None:
    """An id anchors a selector when only one element has it and CSS needs no escape."""
    page = read(
        '<div id="a1"><p><a href="/1">1</a></p></div><div id="x"><a href="/2">2</a></div>'
        '<div id="x"></div><div id="1a"><a href="/3">3</a></div>'
    )

    assert [link.selector for link in page.links] == ["#a1 > p > a", "body > div:nth-of-type(2) > a", "body > div:nth-of-type(4) > a"]


NEWS = '<body><header class="h"><nav class="n">x</nav></header><main><div class="list">{}</div></main></body>'
ITEM = '<div class="item"><a class="t" href="/{0}">Хабар {0}</a><p>text</p></div>'


def test_template_does_not_depend_on_number_or_text() -> None:
    """Lists of three and of thirty items have one template, an article has another; prose and states do not matter."""
    three = read(NEWS.format("".join(ITEM.format(n) for n in range(3)))).template
    thirty = read(NEWS.format("".join(ITEM.format(n) for n in range(30)))).template
    article = read(
        '<body><header class="h"><nav class="n active">x</nav></header><main><article class="node-15"><p>a</p></article></main></body>'
    ).template
    other = read(
        '<body><header class="h"><nav class="n">y</nav></header>'
        '<main><article class="node-2"><h2>b</h2><ul><li>c</ul></article></main></body>'
    ).template

    assert three == thirty
    assert article == other
    assert article != three


SHELL = """<html><head><script src="/app.js"></script></head><body>
<noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div></body></html>"""


def test_needs_browser() -> None:
    """An empty shell with scripts needs a browser; a page with its own text does not, and neither does an empty page without scripts."""
    assert needs_browser(read(SHELL), SHELL)
    assert not needs_browser(read(SERVED), SERVED)
    assert not needs_browser(read("<p>Сайт жұмыс істемейді"), "<p>Сайт жұмыс істемейді")


def test_ready_header_around_an_empty_mount() -> None:
    """A shell that brings its menu with it still needs a browser."""
    menu = "".join(f'<a href="/{n}">Бөлім {n} туралы</a> ' for n in range(20))
    html = f'<body><header>{menu}</header><div id="app" class="x"><!-- --></div><script src=/a.js></script></body>'

    assert needs_browser(read(html), html)


def test_materially_more() -> None:
    """Rendering is worth it where it shows links or text that fetching did not."""
    assert materially_more(read(SHELL), read(SERVED))
    assert not materially_more(read(SERVED), read(SERVED))


def test_too_many_links_is_a_gap() -> None:
    """What is cut is said, so that a check does not take it for the whole."""
    page = read("<a href=/x>y</a>" * 6000)

    assert len(page.links) == 5000
    assert page.gaps == {"links": Gap("too-many-links")}


@pytest.mark.parametrize("tag", ["div", "b", "ul><li", "a href=x", "span class=breadcrumb"])
def test_deep_nesting(tag: str) -> None:
    """Ten thousand levels are read without recursion and in little time."""
    page = read(f"<{tag}>" * 10_000 + "<a href=/end>end</a>" + "соңы")

    assert page.state is PageState.OK
    assert any(link.raw == "/end" for link in page.links) or page.gaps


PIECES = st.sampled_from([
    "<div>", "</div>", "<a href=", "'/x?a=1", ">", "<table>", "<td>", "<script>", "</script>", "<!--", "-->", "<svg>", "<title>", "<form>",
    "<input ", "<select><option>", "id=a ", "class=breadcrumb ", "aria-labelledby='a b' ", "<noscript>", "<template>", "<frameset>",
    "<base href=http://[>", "&#0;", "\x00", "\ud800", "31 наурыз 2025", "8 (7172) 74-10-16", "ҚАЗ", " / ", "<time datetime=2025-99-99>",
    "<img alt", "data-tekser-h=1 ", "data-tekser-box=1,2 ",
])  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=40), st.booleans())
def test_never_raises(pieces: list[str], rendered: bool) -> None:
    """Any text is a page."""
    html = "".join(pieces)
    page = read(html, rendered=rendered)

    assert page.state is PageState.OK
    assert needs_browser(page, html) in {True, False}


def test_where_a_picture_says_its_file_is() -> None:
    """Addresses for several screens, of the picture or of one beside it, and names that scripts read; an img without any has none."""
    html = """<img srcset="/a-1.png 1x, /a-2.png 2x" alt=""><picture><source srcset="/b.webp"><img alt=""></picture>
    <img data-lazy-src="/c.jpg?w=3" data-id="7" alt=""><img alt="" data-id="7">"""

    assert [image.src.rpartition("/")[2] for image in read(html).images] == ["a-1.png", "b.webp", "c.jpg?w=3", ""]
