"""Every pair of colours that meets on a page, measured in both schemes (WCAG 1.4.3, 1.4.11)."""

import re
from math import cos, radians, sin
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parents[2] / "static" / "css" / "tokens.css"
TEXT, PARTS = 4.5, 3.0

# (what is read, what it stands on, the least ratio)
PAIRS = [
    *(("ink", ground, TEXT) for ground in ("paper", "surface", "sunken")),
    *(("ink-soft", ground, TEXT) for ground in ("paper", "surface", "sunken")),
    *(("ink", tint, TEXT) for tint in ("brand-tint", "due-tint", "bad-tint")),
    *(("ink-soft", tint, TEXT) for tint in ("brand-tint", "due-tint", "bad-tint")),
    *(("brand", ground, TEXT) for ground in ("paper", "surface", "sunken", "brand-tint")),
    *(("brand-deep", ground, TEXT) for ground in ("paper", "surface", "sunken", "brand-tint")),
    *(("due", ground, TEXT) for ground in ("paper", "surface", "sunken", "due-tint")),
    *(("bad", ground, TEXT) for ground in ("paper", "surface", "sunken", "bad-tint")),
    ("brand-ink", "brand", TEXT),
    ("brand-ink", "brand-deep", TEXT),
    ("paper", "ink", TEXT),
    # Edges of what can be pressed or filled in, and the ring around what has the focus.
    *(("line-strong", ground, PARTS) for ground in ("paper", "surface", "sunken")),
    *(("focus", ground, PARTS) for ground in ("paper", "surface", "sunken")),
    *(("focus", tint, PARTS) for tint in ("brand-tint", "due-tint", "bad-tint")),
    *(("brand", ground, PARTS) for ground in ("line", "due-tint")),
]

Oklch = tuple[float, float, float]
COLOUR = r"oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)"


def roles() -> dict[str, tuple[Oklch, Oklch]]:
    """(light, dark) of every colour role in tokens.css."""
    both = rf"--([a-z-]+): light-dark\({COLOUR}, {COLOUR}\)"
    found = re.findall(both, TOKENS.read_text())
    return {
        name: ((float(a) / 100, float(b), float(c)), (float(d) / 100, float(e), float(f)))
        for name, a, b, c, d, e, f in found
    }


def linear_rgb(colour: Oklch) -> list[float]:
    """Linear sRGB, clipped to what a screen shows. Source: CSS Color 4, section 9.3 sample code."""
    light, chroma, hue = colour
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    channels = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    return [min(1.0, max(0.0, channel)) for channel in channels]


def luminance(colour: Oklch) -> float:
    red, green, blue = linear_rgb(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Oklch, other: Oklch) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS, ids=lambda part: str(part))
def test_a_pair_of_colours_can_be_told_apart(front: str, back: str, least: float, scheme: int):
    colours = roles()

    assert contrast(colours[front][scheme], colours[back][scheme]) >= least


def test_the_arithmetic_knows_black_white_and_a_measured_grey():
    assert contrast((0, 0, 0), (1, 0, 0)) == pytest.approx(21, abs=0.05)
    # #767676 on white, the well-known border of 4.5.
    assert contrast((0.5649, 0, 0), (1, 0, 0)) == pytest.approx(4.54, abs=0.05)


def test_every_role_is_measured():
    measured = {name for front, back, _ in PAIRS for name in (front, back)}
    assert set(roles()) == measured
