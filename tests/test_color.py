"""Contrast by WCAG's formula, exact enough that no limit is met by rounding."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.commons.color import ColorError, contrast_ratio, luminance, parse, shown

channels = st.integers(0, 255)
colors = st.tuples(channels, channels, channels).map(lambda rgb: "#{:02x}{:02x}{:02x}".format(*rgb))


@pytest.mark.parametrize(
    ("text", "background", "ratio"),
    [
        ("#000", "#fff", "21.00"),
        ("#767676", "#ffffff", "4.54"),
        ("#777777", "#ffffff", "4.47"),
        ("rgb(150, 150, 150)", "rgb(255 255 255)", "2.95"),
        ("rgba(0, 0, 0, 0.5)", "#ffffff", "3.97"),
        ("rgb(0 0 0 / 50%)", "rgb(100%, 100%, 100%)", "3.97"),
        ("#0000ff", "#ffffff", "8.59"),
    ],
)
def test_known_ratios(text: str, background: str, ratio: str) -> None:
    """Ratios that published tools give, cut to two places."""
    assert shown(contrast_ratio(text, background)) == ratio


def test_limit_is_not_met_by_rounding() -> None:
    """4.478 reads as 4.47 and stays below 4.5."""
    ratio = contrast_ratio("#777777", "#ffffff")

    assert ratio < Decimal("4.5")
    assert shown(ratio) == "4.47"


@given(colors, colors)
def test_ratio_is_symmetric_and_bounded(one: str, other: str) -> None:
    """The order of the colours does not matter, and a ratio lies between 1 and 21."""
    ratio = contrast_ratio(one, other)

    assert ratio == contrast_ratio(other, one)
    assert 1 <= ratio <= 21
    assert Decimal(shown(ratio)) <= ratio


@given(colors)
def test_color_on_itself_is_one(color: str) -> None:
    """A colour has no contrast to itself."""
    assert contrast_ratio(color, color) == 1


@given(channels, channels, channels, channels)
def test_brighter_channel_is_brighter(red: int, green: int, blue: int, more: int) -> None:
    """Raising a channel never lowers the luminance."""
    before = luminance(parse(f"rgb({red}, {green}, {blue})"))

    assert luminance(parse(f"rgb({max(red, more)}, {green}, {blue})")) >= before


@given(channels, channels, channels)
def test_hex_and_function_agree(red: int, green: int, blue: int) -> None:
    """The same colour written in two ways is the same colour."""
    assert parse(f"#{red:02x}{green:02x}{blue:02x}") == parse(f"rgba({red},{green},{blue},1)")


@given(colors, st.integers(0, 100))
def test_fading_text_never_gains(background: str, percent: int) -> None:
    """Text that lets its background through has at most the contrast of the whole colour."""
    whole, faded = (contrast_ratio(f"rgba(0, 0, 0, {alpha})", background) for alpha in (1, percent / 100))

    assert faded <= whole


@pytest.mark.parametrize("text", ["", "red", "#12", "#12345", "rgb(1,2)", "rgb(a,b,c)", "oklch(0.5 0.1 20)", "rgb(1,2,3,4,5)", "rgb(--x)"])
def test_unknown_colors_are_refused(text: str) -> None:
    """What is no colour that is known is an error, never a ratio."""
    with pytest.raises(ColorError):
        contrast_ratio(text, "#ffffff")


@pytest.mark.parametrize("background", ["transparent", "rgba(255, 255, 255, 0.9)", "#ffffff80"])
def test_transparent_background_is_refused(background: str) -> None:
    """What shines through a background counts, so its own colour does not tell the contrast."""
    with pytest.raises(ColorError):
        contrast_ratio("#000000", background)
