"""Forms, and groups of fields that a script submits without a form element."""

import re
from collections.abc import Iterator

from crawler.extract.dom import Dom, Element, squeeze
from crawler.extract.names import content_name, image_name, label_of, name_of
from crawler.extract.urls import resolve
from facts import Field, Form

_LIMIT = 100
_FIELDS = 200  # kept of one form
_BUTTON_NAMES = 50  # kept of one form
_TEXT = 500  # characters kept of a form's text
_NO_FIELD = frozenset({"hidden", "submit", "button", "reset", "image"})
_BUTTONS = frozenset({"submit", "button", "reset", "image"})
_TYPES = frozenset({
    "text", "search", "email", "tel", "url", "password", "number", "date", "datetime-local", "month", "week", "time", "color", "range",
    "file", "checkbox", "radio",
})  # fmt: skip
_CAPTCHA = re.compile(r"captcha|капча|код с картинки|код с изображения|суреттегі код|smart-?captcha|turnstile", re.IGNORECASE)
_SEARCH = re.compile(r"search|поиск|найти|іздеу|искать|\bq\b|\bquery\b|izdeu|poisk", re.IGNORECASE)
_MAGNIFIER = re.compile(r"search|magnif|loupe|\blupa\b|лупа|поиск|іздеу|izdeu|poisk", re.IGNORECASE)
_MARKS = 300  # characters kept of what tells of a field
_MARK = 100  # characters kept of one attribute of it
_CLOSE = 8  # elements that the wrapper of a field holds at most; a larger one wraps more than the field
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_CLIMB = 6  # containers looked at for the buttons of fields without a form


def forms_of(dom: Dom, base: str) -> tuple[Form, ...]:
    """Every form, then every group of fields that stands outside the forms; a form around the whole page is seen through."""
    forms = [node for node in dom.tagged("form") if not _wraps_page(dom, node)][:_LIMIT]
    found = [(node.pos, _form(dom, node, base, element=True)) for node in forms]
    found += [(root.pos, _form(dom, root, base, element=False)) for root in _groups(dom, forms)]
    return tuple(form for _, form in sorted(found, key=lambda item: item[0])[:_LIMIT])


def _wraps_page(dom: Dom, form: Element) -> bool:
    """ASP.NET puts the whole page into one form; it holds the main content or most of the body."""
    inside = form.end - form.pos - 1
    return (
        inside > 100
        and 2 * inside > len(dom.order)
        and form.region != "main"
        and any(node.region == "main" for node in dom.within(form)[:400])
    )


def _form(dom: Dom, root: Element, base: str, *, element: bool) -> Form:
    members = dom.within(root)
    if element:
        members = [node for node in members if "form" not in node.attrs or _owner(dom, node) in {None, root}]
        if root.get("id"):
            members += [node for node in dom.among((), ("form",)) if node.get("form") == root.get("id") and not root.holds(node)]
    fields = tuple(_field(dom, node) for _, node in zip(range(_FIELDS), filter(_is_field, members), strict=False))
    around = [root, *(above for _, above in zip(range(2), root.up(), strict=False))]
    return Form(
        selector=dom.selector(root),
        action=resolve(root.get("action"), base)[0] if element else "",
        method=_method(root) if element else "",
        fields=fields,
        buttons=tuple(_button_name(dom, node) for _, node in zip(range(_BUTTON_NAMES), filter(_is_button, members), strict=False)),
        name=label_of(dom, root) or _title(dom, root),
        role=root.given or root.role or next((node.role for node in root.up() if node.role == "search"), ""),
        region=root.region,
        text=dom.text(root, _TEXT),
        classes=squeeze(" ".join(f"{node.get('id')} {node.get('class')}" for node in around))[:300],
        captcha=_has_captcha(dom, root, members),
        element=element,
        visible=dom.visible(root),
    )


def _owner(dom: Dom, node: Element) -> Element | None:
    """The form that the form attribute names, when it has one."""
    return dom.by_id.get(node.get("form")) if node.get("form") else None


def _method(root: Element) -> str:
    method = root.get("method").strip().lower()
    return method if method in {"post", "dialog"} else "get"


def _is_field(node: Element) -> bool:
    if node.tag == "input":
        return node.get("type").lower() not in _NO_FIELD
    if node.tag in {"textarea", "select"}:
        return True
    return node.attrs.get("contenteditable", "false") in {"", "true"} or (
        node.given in {"textbox", "searchbox", "combobox"} and node.tag not in {"input", "button"}
    )


def _is_button(node: Element) -> bool:
    if node.tag == "input":
        return node.get("type").lower() in _BUTTONS
    return node.tag == "button" or node.given == "button"


def _button_name(dom: Dom, node: Element) -> str:
    if node.tag != "input":
        return name_of(dom, node)[:100]
    if node.get("type").lower() == "image":
        return image_name(dom, node)[:100]
    return squeeze(node.get("aria-label") or node.get("value") or node.get("title"))[:100]


def _field(dom: Dom, node: Element) -> Field:
    length = node.get("maxlength").strip()
    return Field(
        name=(node.get("name") or node.get("id"))[:100],
        type=_type(node),
        selector=dom.selector(node),
        label=field_label(dom, node),
        placeholder=squeeze(node.get("placeholder") or node.get("aria-placeholder"))[:200],
        required="required" in node.attrs or node.get("aria-required") == "true",
        maxlength=int(length) if length.isdecimal() and len(length) < 9 else None,
        options=dom.inside(node, "option"),
        marks=_marks(dom, node) if _is_line(node) else "",
        visible=dom.visible(node),
    )


def _is_line(node: Element) -> bool:
    return node.tag == "input" and _type(node) in {"text", "search"}


def _marks(dom: Dom, node: Element) -> str:
    """Class names on a field and its wrappers, and the names and addresses of pictures and buttons inside these."""
    told = [node.get("class"), node.get("aria-label"), node.get("title")]
    for _, above in zip(range(2), node.up(), strict=False):
        inside = dom.within(above)
        if above is dom.body or len(inside) > _CLOSE:
            break
        told += [above.get("id"), above.get("class")]
        told += [_picture(one) for one in inside if one.tag in {"img", "svg", "use", "i", "span", "button", "a"}]
    return squeeze(" ".join(dict.fromkeys(one[:_MARK] for one in told if one)))[:_MARKS]


def _picture(node: Element) -> str:
    address = node.get("src") or (node.get("href") or node.get("xlink:href") if node.tag == "use" else "")
    shown = "" if address.startswith("data:") else address.rpartition("/")[2]
    return f"{node.get('class')} {node.get('alt')} {node.get('aria-label')} {node.get('title')} {shown}".strip()


def _type(node: Element) -> str:
    if node.tag == "input":
        kind = node.get("type").strip().lower()
        return "search" if node.given == "searchbox" and kind in {"", "text"} else (kind if kind in _TYPES else "text")
    if node.tag in {"textarea", "select"}:
        return node.tag
    return "select" if node.given == "combobox" and "contenteditable" not in node.attrs else "contenteditable"


def field_label(dom: Dom, node: Element) -> str:
    """Accessible name less the placeholder, which stands in its own fact."""
    given = label_of(dom, node) if node.get("aria-labelledby") or node.get("aria-label") else ""
    if given:
        return given[:200]
    labels: list[Element] = []
    if node.get("id") and dom.by_id.get(node.get("id")) is node and dom.afford(len(dom.tagged("label"))):
        labels += [label for label in dom.tagged("label") if label.get("for") == node.get("id")]
    labels += [above for above in node.up() if above.tag == "label" and not above.get("for")][:1]
    text = squeeze(" ".join(content_name(dom, label) for label in labels))
    return (text or squeeze(node.get("title")))[:200]


def _title(dom: Dom, root: Element) -> str:
    """The legend or heading inside, else the nearest heading above in the same container."""
    inside = [first for tag in ("legend", *_HEADINGS) if (first := dom.first(root, tag)) is not None]
    if inside:
        return dom.text(min(inside, key=lambda node: node.pos), 200)
    before = [last for tag in _HEADINGS if (last := dom.last_before(root.pos, tag)) is not None]
    nearest = max(before, key=lambda node: node.pos, default=dom.root)
    near = any(above.pos < nearest.pos for _, above in zip(range(3), root.up(), strict=False))
    return dom.text(nearest, 200) if near else ""


def _has_captcha(dom: Dom, root: Element, members: list[Element]) -> bool:
    for node in members:
        if node.tag in {"img", "iframe", "input", "div", "script", "smart-captcha", "textarea", "canvas"}:
            marks = (node.get(name) for name in ("src", "id", "class", "name", "alt", "placeholder", "data-sitekey"))
            if any(_CAPTCHA.search(mark) for mark in marks if mark) or node.get("data-sitekey"):
                return True
    return bool(_CAPTCHA.search(dom.text(root, 3000)))


def _groups(dom: Dom, forms: list[Element]) -> Iterator[Element]:
    """Containers of fields outside forms that look like a search or a feedback form."""
    taken: list[Element] = []
    for node in dom.among(("input", "textarea", "select"), ("contenteditable", "role")):
        if not _is_field(node) or not dom.afford(len(forms)) or any(form.holds(node) for form in forms) or _owner(dom, node) in forms:
            continue
        if len(taken) >= _LIMIT:
            return
        if any(root.holds(node) for root in taken):
            continue
        root = _container(dom, node, forms)
        if root is not None:
            taken.append(root)
            yield root


def _container(dom: Dom, node: Element, forms: list[Element]) -> Element | None:
    """The nearest container of a field with a button or more fields; the parent alone for a search field."""
    search = _looks_like_search(dom, node)
    for above in (above for _, above in zip(range(_CLIMB), node.up(), strict=False)):
        if above is dom.body or above.tag == "form" or above.region != node.region or any(above.holds(form) for form in forms):
            break
        inside = dom.within(above)
        fields = [inner for inner in inside if _is_field(inner)]
        if above.given in {"search", "form"} or above.tag == "search":
            return above
        if any(_is_button(inner) for inner in inside) and (search or len(fields) > 1 or fields[0].tag == "textarea"):
            return above
        if len(fields) > 3:
            return above
    return node.parent if search else None


def _looks_like_search(dom: Dom, node: Element) -> bool:
    if node.get("type").lower() == "search" or node.given == "searchbox":
        return True
    marks = (node.get(name) for name in ("name", "id", "class", "placeholder", "aria-label", "title"))
    if node.tag != "input" or _type(node) != "text":
        return False
    return any(_SEARCH.search(mark) for mark in marks if mark) or bool(_MAGNIFIER.search(_marks(dom, node)))
