"""What was seen on one address under one browser profile.

Selectors are CSS and lead to one element of the document as the browser built it. Boxes are CSS pixels
(x, y, width, height) from the top left corner of the page. `visible` is None where no browser looked.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from facts.live_contrast import PixelContrast
from facts.live_forms import TriedForm
from facts.live_keyboard import Keyboard
from facts.live_motion import Playing
from facts.live_size import Enlargement
from facts.terms import Lang, PageState, Region

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Gap:
    """Why a fact could not be gathered: a key of `facts.reasons.REASONS`, and what happened in plain English, for developers."""

    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """One hop before the final address."""

    url: str
    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Landmark:
    """A landmark region: banner, navigation, main, complementary, contentinfo, search, form, region (WAI-ARIA 1.2)."""

    role: str
    selector: str
    name: str = ""
    links: int = 0  # links inside it
    visible: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    level: int
    text: str
    selector: str
    region: Region = "other"
    id: str = ""
    visible: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An `a[href]` or `area[href]`, or an element with role=link that carries an address."""

    url: str  # absolute, canonical, without fragment; "" when the address is empty or not http(s)
    raw: str  # the attribute as written
    text: str  # accessible name: aria-label(ledby), text with images' alternatives, title
    selector: str
    fragment: str = ""
    fragment_exists: bool | None = None  # for fragments of this same page: an element carries that id or name
    region: Region = "other"
    order: int = 0  # position among the links of the document, from 0
    target: str = ""  # the target attribute, lower case
    rel: tuple[str, ...] = ()
    title: str = ""
    hreflang: str = ""
    lang: str = ""
    download: bool = False
    image_only: bool = False  # no text of its own, only pictures or icons
    icons: str = ""  # class names of icons and pseudo-content inside: a sign for "external", "opens in a new window"
    context: str = ""  # text of the nearest li, p, td, tr or figure around it, at most 240 characters
    visible: bool | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchLink:
    """A control that leads to another language; `url` is empty for a button that changes the language by script."""

    lang: Lang
    url: str
    selector: str
    text: str = ""
    how: Literal["text", "hreflang", "address"] = "text"
    current: bool = False  # marks the language of this page


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """Non-text content: img, svg, canvas, object, embed, input[type=image], area, role=img, background with a role."""

    kind: str  # tag name, or "role-img"
    src: str
    selector: str
    alt: str | None = None  # attribute as written, None when absent
    name: str = ""  # accessible name
    role: str = ""  # as given
    title: str = ""
    mapped: bool = False  # a map of links lies on it
    hidden: bool = False  # aria-hidden or role presentation/none, on it or above it
    in_link: bool = False
    link_has_text: bool = False
    caption: str = ""
    region: Region = "other"
    width: float | None = None
    height: float | None = None
    visible: bool | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    kind: Literal["audio", "video", "iframe", "embed", "object"]
    src: str
    selector: str
    name: str = ""
    autoplay: bool = False
    controls: bool = False
    muted: bool = False
    loop: bool = False
    tracks: int = 0
    visible: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    name: str
    type: str  # input type, or textarea, select, contenteditable
    selector: str
    label: str = ""  # accessible name
    placeholder: str = ""
    required: bool = False
    maxlength: int | None = None
    accepts: int | None = None  # characters left in the field after a browser typed 30 into it; None when not tried
    options: int = 0
    marks: str = ""  # of a line of text: class names on it and close around it, and what tells of a picture beside it
    visible: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A control that works inside its page: button, input[type=button], summary, role=button or tab, `a` with no address or # alone."""

    text: str  # accessible name
    selector: str
    classes: str = ""  # id and class names on it and of icons inside it
    region: Region = "other"
    visible: bool | None = None
    opens: bool = False  # it says that it opens something, a menu or a part, and the document does not hold that


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form element, or a group of fields that a script submits (`element` False)."""

    selector: str
    action: str  # absolute; "" when it posts to itself or by script
    method: str  # get, post, dialog
    fields: tuple[Field, ...] = ()
    buttons: tuple[str, ...] = ()  # accessible names
    name: str = ""  # accessible name or the heading above it
    role: str = ""  # e.g. search
    region: Region = "other"
    text: str = ""  # all text inside, at most 500 characters
    classes: str = ""  # id and class of the form and the nearest two ancestors
    captcha: bool = False
    element: bool = True
    visible: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DateSeen:
    """A date in the main content, a `time` element, meta data or JSON-LD."""

    text: str
    date: str  # YYYY-MM-DD
    time: str = ""  # HH:MM when a time of day stands with it
    label: str = ""  # up to 60 characters before it in the same block, or the property's name
    source: Literal["text", "time", "meta", "json-ld"] = "text"
    selector: str = ""
    region: Region = "other"
    visible: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Breadcrumb:
    """A candidate for a navigation chain, with what marks it as one."""

    selector: str
    items: tuple[str, ...]  # texts in order
    urls: tuple[str, ...]  # addresses in order, "" for plain text
    marked_by: Literal["aria", "schema", "class", "separator"]
    visible: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    kind: Literal["phone", "email", "address"]
    text: str
    value: str  # digits for a phone, address in lower case for e-mail
    selector: str = ""
    region: Region = "other"
    visible: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLink:
    """`link rel=alternate` of a feed type; links in the text are ordinary links to a document of kind feed."""

    url: str
    title: str
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBlock:
    """A block of running text of at least 40 letters, with its identified language ("" when it cannot be told)."""

    selector: str
    region: Region
    lang: str
    letters: int
    text: str  # at most 300 characters
    declared: str = ""  # nearest lang attribute


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSeen:
    """A table of data: one with at least two rows and two columns, not a table that only lays out the page."""

    selector: str
    region: Region
    rows: int  # without those of the head
    columns: int
    caption: str = ""  # its caption, else the heading above it
    head: tuple[str, ...] = ()  # texts of the head's cells
    cells: tuple[tuple[str, ...], ...] = ()  # texts of the first rows, cut as `crawler.extract` tells
    visible: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSeen:
    """A list of the content (ul, ol, dl, or neighbours of one shape) with at least two entries."""

    selector: str
    region: Region
    entries: int
    links: int  # entries that hold a link
    title: str = ""  # the heading above it
    visible: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AxeNode:
    """One element in one rule's result of axe-core; passes are kept for color-contrast only where they carry data."""

    rule: str
    outcome: Literal["violation", "incomplete", "pass"]
    selector: str
    html: str = ""  # at most 300 characters
    impact: str = ""
    reason: str = ""  # axe's message key, e.g. bgImage
    message: str = ""
    data: Mapping[str, str] = field(default_factory=dict)
    box: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRun:
    """Visible text of one element with its computed colours (rgba strings); background None when it is not one colour."""

    selector: str
    text: str
    color: str
    background: str | None
    font_px: float
    weight: int
    why: str = ""  # why the background is not known: image, gradient, overlap
    box: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """What only a browser can show of a page (one full load in a fresh context)."""

    engine: str
    engine_version: str
    viewport: tuple[int, int]
    page_height: float
    page_width: float  # scroll width
    title: str
    axe: tuple[AxeNode, ...] | None = None
    axe_version: str = ""
    text_runs: tuple[TextRun, ...] | None = None
    contrast_pixels: PixelContrast | None = None
    keyboard: Keyboard | None = None
    playing: Playing | None = None
    enlarged: Enlargement | None = None
    tried_forms: tuple[TriedForm, ...] | None = None
    errors: tuple[str, ...] = ()  # uncaught script errors
    failed_requests: tuple[str, ...] = ()  # addresses of the site's own stylesheets and scripts that failed
    console_errors: int = 0
    screenshot: str = ""  # name inside the audit folder
    settled: bool = True
    millis: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One HTML page as one profile saw it.

    A page that was only fetched carries the profile of the fetching tier's twin (`desktop-chrome`), `rendered` False
    and `live` None; when a browser sees it later the rendered record takes its place. `gaps` names each fact that
    should have been gathered and could not be, with the reason: a check that needs it gets `undecided`.
    """

    url: str  # canonical key; the address as asked
    final_url: str
    state: PageState
    profile: str
    why: str = ""  # for a state other than ok: what happened, in plain English
    status: int | None = None
    redirects: tuple[Redirect, ...] = ()
    fetched_at: str = ""  # ISO 8601, UTC
    depth: int = 0  # clicks from the nearest home page on the way it was found
    rendered: bool = False
    needs_browser: bool = False  # the fetched document had no content of its own
    sampled: bool = False  # belongs to the sample of D-15
    is_home: bool = False
    lang: Lang | None = None  # the language version it belongs to
    lang_from: str = ""  # path, query, switch, html, text
    text_lang: str = ""  # language identified from its text
    html_lang: str = ""
    template: str = ""  # fingerprint of the DOM structure
    shape: str = ""  # that of the fetched document, where a browser's took its place
    scripted: bool = False  # the fetched document has scripts, which may change it
    content_type: str = ""
    charset_http: str = ""
    charset_meta: str = ""
    charset_used: str = ""
    bytes: int = 0
    sha256: str = ""  # of the body as received
    title: str = ""
    site_name: str = ""  # og:site_name, application-name or the logo's name
    header_text: str = ""  # text of the page header, at most 400 characters
    description: str = ""
    generator: str = ""
    viewport_meta: str = ""
    canonical: str = ""
    meta_refresh: str = ""
    alternates: Mapping[str, str] = field(default_factory=dict)  # hreflang -> address
    feeds: tuple[FeedLink, ...] = ()
    scripts: tuple[str, ...] = ()  # addresses, and up to 120 characters of inline ones that name a known counter
    iframes: tuple[str, ...] = ()
    landmarks: tuple[Landmark, ...] = ()
    headings: tuple[Heading, ...] = ()
    links: tuple[Link, ...] = ()
    pressed: tuple[Link, ...] = ()  # on home pages: links that came when closed menus were pressed open
    switches: tuple[SwitchLink, ...] = ()
    images: tuple[Image, ...] = ()
    media: tuple[Media, ...] = ()
    forms: tuple[Form, ...] = ()
    buttons: tuple[Button, ...] | None = None  # None where they were not gathered
    ups: tuple[Button, ...] = ()  # elements that are no controls by tag or role, and are named as a way back to the beginning
    dates: tuple[DateSeen, ...] = ()
    breadcrumbs: tuple[Breadcrumb, ...] = ()
    contacts: tuple[Contact, ...] = ()
    blocks: tuple[TextBlock, ...] = ()
    tables: tuple[TableSeen, ...] | None = None  # None where they were not gathered
    lists: tuple[ListSeen, ...] | None = None  # None where they were not gathered
    ids: tuple[str, ...] = ()  # ids and anchor names that links of this page point to and that exist
    words: int = 0  # words of visible text
    main_words: int = 0  # words of the main content
    main_text: str = ""  # main content as text, at most 20,000 characters
    footer_text: str = ""  # at most 2,000 characters
    aside_text: str = ""  # of side columns, at most 4,000 characters
    hidden_text: str = ""  # outside menus: text that stands in the document and is hidden from everybody, at most 10,000 characters
    counters: tuple[str, ...] = ()  # visit counters seen: name of the service, or the text of a visible counter
    live: Live | None = None
    gaps: Mapping[str, Gap] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """True when the page was seen whole enough to be judged."""
        return self.state is PageState.OK
