"""4-3.1 Non-text content that carries meaning has a text alternative.

Source:   Order No. 1279 (ed. 2022-08-27), Annex 4, row 3.1; D-15.
Applies:  every picture on every page as a desktop profile or the fetching tier saw it: images, image buttons, areas of image
          maps, elements with role img, graphics that are the whole of a link or a button, and audio and video. Not: what is not shown,
          spacers and tracking pixels. On sampled pages also what axe-core finds (image-alt, input-image-alt,
          area-alt, role-img-alt, svg-img-alt, object-alt, and button-name and link-name where a graphic is all that the control has).
Met:      there is an alternative (alt, aria-label, aria-labelledby, title) that is neither the name of a file nor a word that stands in
          for one ("image", WCAG F30) where a link, a button or a large picture of the content has no other. An empty alt declares
          an image decorative and is met, but not where the image is all that a link has. A recording needs a name or a text track.
Cannot:   whether the words describe the picture is left to a person. So is a picture declared decorative (by an empty alt or by
          taking it away from assistive technology) where facts speak against it: a title, a caption, a map of links, a captcha, or
          a size of `people_large_picture_side` in the content of a page that a browser showed; an alternative that only says "image"
          beside other words, is no word, or is shared by `people_same_alt_pictures` pictures; unnamed canvas, object, embed and large
          svg; and whether a text near a recording stands for it. Words inside background images are not read.
"""

from collections.abc import Iterator

from checks.base import check
from checks.commons.alternatives import judged, links_without_name, repeated
from checks.commons.pictures_by_axe import by_axe
from facts import Finding, Media, Page, met, undecided
from methodology.model import Params

_KINDS = {
    "alt-missing",
    "alt-missing-link",
    "alt-missing-button",
    "alt-placeholder",
    "alt-doubtful",
    "alt-repeated",
    "decorative-doubtful",
    "graphic-unknown",
    "recording-unnamed",
}


@check("4-3.1", scope="page", every_page={""}, needs={"images", "links", "media", "live?"}, kinds=_KINDS)
def text_alternatives(page: Page, params: Params) -> Iterator[Finding]:
    """One observation for each picture and recording."""
    nameless = links_without_name(page)
    own = {image.selector: judged(image, nameless, params) for image in page.images}
    added = {finding.target: finding for finding in by_axe(page, own)}
    yield from (finding for selector, finding in own.items() if finding is not None and selector not in added)
    yield from added.values()
    yield from repeated(page.images, params)
    for media in page.media:
        if media.kind in {"audio", "video"} and media.visible is not False and not _is_backdrop(media):
            yield _recording(media)


def _is_backdrop(media: Media) -> bool:
    return media.kind == "video" and media.autoplay and media.muted and not media.controls


def _recording(media: Media) -> Finding:
    if media.name.strip() or media.tracks:
        return met(media.selector)
    return undecided("recording-unnamed", media.selector, element=media.kind)
