"""How like two documents are: by what they are built of, where they lead and what they say. Pure."""

from collections import Counter

from crawler.extract import decode
from crawler.extract.dom import Dom
from crawler.extract.head import base_of
from crawler.extract.shape import named
from crawler.extract.urls import resolve
from crawler.fetch import Fetched
from facts import Variant


def compare(desktop: Fetched, phone: Fetched) -> Variant:
    """Two answers of one address, each as a document."""
    ends = Variant(desktop_url=desktop.final_url, phone_url=phone.final_url)
    if desktop.body == phone.body:
        return ends
    one, other = (Dom(decode(each.body, each.content_type).text, rendered=False) for each in (desktop, phone))
    return Variant(
        desktop_url=ends.desktop_url,
        phone_url=ends.phone_url,
        shape=_alike(_shape(one), _shape(other)),
        links=_alike(_links(one, desktop.final_url), _links(other, phone.final_url)),
        words=_alike(_words(one), _words(other)),
    )


def _shape(dom: Dom) -> Counter[str]:
    return Counter(named(node.tag, node.attrs.get("class", "")) or node.tag for node in dom.order)


def _links(dom: Dom, url: str) -> Counter[str]:
    base = base_of(dom, url)
    return Counter({resolve(node.address or "", base)[0] for node in dom.linked})


def _words(dom: Dom) -> Counter[str]:
    return Counter(dom.text(dom.body).lower().split())


def _alike(one: Counter[str], other: Counter[str]) -> float:
    """What two heaps share, of all that is in them; two empty ones are alike."""
    every = (one | other).total()
    return round((one & other).total() / every, 3) if every else 1.0
