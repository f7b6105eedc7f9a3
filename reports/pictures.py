"""Finds the screenshot that marks the element of a finding."""

from collections.abc import Iterable, Mapping

from facts import Finding, Picture

Pictures = Mapping[tuple[str, str, str], Picture]


def index(pictures: Iterable[Picture]) -> Pictures:
    """Pictures that show their element, by page, profile and selector, and under no profile for findings that name none."""
    shown: dict[tuple[str, str, str], Picture] = {}
    for picture in pictures:
        if picture.found and picture.file:
            shown[picture.page, picture.profile, picture.selector] = picture
            shown.setdefault((picture.page, "", picture.selector), picture)
    return shown


def picture_of(finding: Finding, pictures: Pictures) -> Picture | None:
    """The screenshot of the finding's element on its page, under its profile."""
    return pictures.get((finding.page, finding.profile, finding.target))
