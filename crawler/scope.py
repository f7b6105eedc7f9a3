"""What belongs to the audited resource (D-19). Pure.

The rule: an address whose path is a site's root, a language's root (/kk/, /ru/index.php) or an index file stands for
its whole host. Any other path is the prefix of one resource on a shared host (…/memleket/entities/<code>): pages
under it are its pages; files elsewhere on the host that its pages link to are its documents, neighbours under the
same parent (…/memleket/entities/<other>) and the portal's own pages are not.
"""

from typing import Literal
from urllib.parse import urlsplit

from tldextract import TLDExtract

from crawler.urls import origin, same_host, without_www
from crawler.versions import home_path
from facts import Scope

Place = Literal["inside", "shared", "outside"]
_EXTRACT = TLDExtract(suffix_list_urls=(), cache_dir=None)  # the list that comes with the package: gov.kz is a suffix


def scope_of(asked: str, final: str) -> Scope | None:
    """The scope of an audit asked for `asked` whose redirects ended at `final`; None when they led to another resource.

    Redirects within one registrable domain are followed (http to https, to www, to the language's home page); a
    prefix may not shrink to the host's root, for that would be another resource, the portal itself.
    """
    if not same_owner(asked, final):
        return None
    prefix = _prefix(asked)
    if not prefix:
        return Scope(origin=origin(final))
    reached = _prefix(final)
    if not reached:
        return None
    kept = prefix if _under(urlsplit(final).path, prefix) else reached
    return Scope(origin=origin(final), prefix=kept)


def same_owner(one: str, other: str) -> bool:
    """True when two addresses lie in one registrable domain (mid.gov.kz), or on one host where there is none."""
    names = [without_www(urlsplit(url).hostname or "") for url in (one, other)]
    domains = [_EXTRACT(name).top_domain_under_public_suffix or name for name in names]
    return names[0] == names[1] or domains[0] == domains[1]


def place(scope: Scope, url: str) -> Place:
    """Where a canonical address lies: among the pages, on shared paths that may hold documents, or outside."""
    if not same_host(scope.origin, url):
        return "outside"
    path = urlsplit(url).path
    if scope.prefix == "/" or _under(path, scope.prefix):
        return "inside"
    if path == "/" or path.split("/")[1] == scope.prefix.split("/")[1]:
        return "outside"
    return "shared"


def shared_path(url: str) -> str:
    """The first segment of an address's path, as Scope.shared names it."""
    return f"/{urlsplit(url).path.split('/')[1]}"


def _prefix(url: str) -> str:
    path = home_path(url)
    last = path.rpartition("/")[2]
    return path.rpartition("/")[0] if "." in last else path


def _under(path: str, prefix: str) -> bool:
    return path.rstrip("/") == prefix or path.startswith(f"{prefix}/")
