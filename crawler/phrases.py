"""Which words are put to a site's search: rare ones from the running text of its pages, drawn by the seed. Pure."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from store.outlines import TextOutline

MOST_READ = 400  # pages of a language that are read to tell what is rare; a larger site is drawn from
_WORDS = (4, 5, 3)  # words of a phrase, the best number first
_LETTERS = (20, 60)  # characters of a phrase: what the order asks a search field to take, and what any takes
_LONG = 5  # letters of a word that says something
_LONG_WORDS = 3
_CUT = 295  # characters of a block from which its last word may be cut
_CONTENT_WORDS = 40  # a page with less of its own is no text to look for
_WORDS_A_LINK = 40  # of a text; a list of other pages has more links in it
_A_PAGE = 6  # phrases tried of one page
_PART = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)+")  # words between two marks, numbers or hyphens
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Words that stand in the running text of one page of those read, and not in its titles."""

    words: str
    url: str
    final_url: str
    titles: tuple[str, ...]  # the page's title and headings


def readable(page: TextOutline, lang: str) -> bool:
    """True for a page with a text of its own in `lang`: no home page, no list of other pages."""
    links = sum(link.region == "main" for link in page.links)
    own = any(block.region == "main" and block.lang == lang for block in page.blocks)
    return own and not page.is_home and page.main_words >= _CONTENT_WORDS and links <= 3 + page.main_words // _WORDS_A_LINK


def draw(pages: Sequence[TextOutline], lang: str, number: int, dice: random.Random) -> list[Phrase]:
    """At most `number` phrases from as many pages; each stands on no other of `pages`."""
    texts = [(page.url, _level(page.main_text)) for page in pages]
    candidates = [page for page in pages if readable(page, lang)]
    dice.shuffle(candidates)
    found: list[Phrase] = []
    for page in candidates:
        if len(found) == number:
            break
        titles = (page.title, *(heading.text for heading in page.headings))
        named = _level(" | ".join(titles))
        for words in islice(_phrases(page, lang, dice), _A_PAGE):
            low = words.lower()
            if low not in named and not any(low in text for url, text in texts if url != page.url):
                found.append(Phrase(words=words, url=page.url, final_url=page.final_url, titles=titles))
                break
    return found


def _phrases(page: TextOutline, lang: str, dice: random.Random) -> Iterator[str]:
    blocks = [block.text for block in page.blocks if block.region == "main" and block.lang == lang and "\xad" not in block.text]
    dice.shuffle(blocks)
    for size in _WORDS:
        for block in blocks:
            options = list(_of_block(block, size))
            if options:
                yield dice.choice(options)


def _of_block(text: str, size: int) -> Iterator[str]:
    whole = _SPACE.sub(" ", text)
    whole = whole.rpartition(" ")[0] if len(whole) >= _CUT else whole
    for part in _PART.findall(whole):
        words = part.split(" ")
        for start in range(len(words) - size + 1):
            chosen = words[start : start + size]
            phrase = " ".join(chosen)
            telling = sum(len(word) >= _LONG for word in chosen)
            if _LETTERS[0] <= len(phrase) <= _LETTERS[1] and telling >= min(_LONG_WORDS, size) and min(map(len, chosen)) > 1:
                yield phrase


def title_words(page: TextOutline, site_name: str = "") -> str:
    """The page's own name, to see whether the search works at all: its first heading, else its title."""
    heading = next((heading.text.strip() for heading in page.headings if heading.text.strip()), "")
    words = _SPACE.sub(" ", heading or page.title).split(" ")
    while len(words) > 1 and len(" ".join(words)) > _LETTERS[1]:
        words.pop()
    name = " ".join(words)
    return "" if name == site_name else name


def _level(text: str) -> str:
    return _SPACE.sub(" ", text).lower()
