"""From the bytes of a page to the facts that stand on it: pure functions, no network, no browser."""

from crawler.extract.charset import Decoded, decode
from crawler.extract.page import extract
from crawler.extract.shell import is_bare_shell, materially_more, needs_browser
from crawler.extract.urls import canonical

__all__ = ["Decoded", "canonical", "decode", "extract", "is_bare_shell", "materially_more", "needs_browser"]
