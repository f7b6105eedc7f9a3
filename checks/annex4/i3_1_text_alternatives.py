"""4-3.1 Non-text content that carries meaning has a text alternative.

Source:   Order No. 1279 (ed. 2022-08-27), Annex 4, row 3.1; D-15.
Applies:  every picture on every page as a desktop profile or the fetching tier saw it: images, image buttons, areas of image
          maps, elements with role img, graphics that are the whole of a link, and audio and video. Not: what is not shown, what is
          taken away from assistive technology (aria-hidden, role presentation), spacers and tracking pixels. On sampled pages also
          what axe-core finds (image-alt, input-image-alt, area-alt, role-img-alt, svg-img-alt) on elements that the record lacks.
Met:      there is an alternative (alt, aria-label, aria-labelledby, title) that is not the name of a file. An empty alt declares
          an image decorative and is met, but not where the image is all that a link has. A recording needs a name or a text track.
Cannot:   whether the words describe the picture, and whether an image declared decorative carries meaning after all, is left to a
          person; so are an alternative that only says "image", unnamed canvas, object and embed, and whether a text near a
          recording stands for it. An inline svg without a role is not judged unless it is all that a link has.
"""

from collections.abc import Iterator

from checks.base import check
from checks.commons.alternatives import judged, left_by_images, links_without_name
from facts import Finding, Media, Page, met, not_met, undecided
from methodology.model import Params


@check(
    "4-3.1",
    scope="page",
    every_page={""},
    needs={"images", "links", "media", "live?"},
    kinds={"alt-missing", "alt-missing-link", "alt-placeholder", "alt-doubtful", "graphic-unknown", "recording-unnamed"},
)
def text_alternatives(page: Page, params: Params) -> Iterator[Finding]:
    """One observation for each picture and recording."""
    nameless = links_without_name(page)
    for image in page.images:
        if finding := judged(image, nameless, params):
            yield finding
    for node in left_by_images(page):
        yield not_met("alt-missing", node.selector, text=node.html, element=node.rule)
    for media in page.media:
        if media.kind in {"audio", "video"} and media.visible is not False and not _is_backdrop(media):
            yield _recording(media)


def _is_backdrop(media: Media) -> bool:
    return media.kind == "video" and media.autoplay and media.muted and not media.controls


def _recording(media: Media) -> Finding:
    if media.name.strip() or media.tracks:
        return met(media.selector)
    return undecided("recording-unnamed", media.selector, element=media.kind)
