"""A drawing of lines, areas and words, written as SVG by hand or as PNG with Pillow.

The two come from the same list of shapes, so that they can't disagree. A plotting library would draw them too, but
brings ten packages for four shapes; Pillow has no dependencies, and only the PNG needs it.
"""

import importlib.util
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

Point = tuple[float, float]

_PNG_SCALE = 2
_SMOOTHING = 2
_FONTS = "system-ui, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', Arial, sans-serif"


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A filled polygon; `colour` is #rrggbb, `opacity` from 0 to 1."""

    points: Sequence[Point]
    colour: str
    opacity: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A line through points, `width` pixels wide; `dashes` are the lengths drawn and left out in turn, none: solid."""

    points: Sequence[Point]
    colour: str
    width: float = 1.0
    dashes: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A line of text whose baseline starts, has its middle or ends at `at`; `size` is in pixels."""

    text: str
    at: Point
    size: float
    colour: str
    anchor: Literal["start", "middle", "end"] = "start"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Shapes on white, the first at the bottom; title and description are for people who can't see them."""

    width: int
    height: int
    title: str
    description: str
    shapes: tuple[Area | Path | Words, ...]


def to_svg(drawing: Drawing) -> str:
    """The drawing as an SVG document."""
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {drawing.width} {drawing.height}" '
        f'width="{drawing.width}" height="{drawing.height}" role="img" aria-labelledby="title description">',
        f'<title id="title">{escape(drawing.title)}</title>',
        f'<desc id="description">{escape(drawing.description)}</desc>',
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        f'<g font-family={quoteattr(_FONTS)} style="font-variant-numeric: tabular-nums">',
        *map(_svg_shape, drawing.shapes),
        "</g>",
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _svg_shape(shape: Area | Path | Words) -> str:
    match shape:
        case Area(points=points, colour=colour, opacity=opacity):
            return f'<polygon points="{_svg_points(points)}" fill="{colour}" fill-opacity="{_short(opacity)}"/>'
        case Path(points=points, colour=colour, width=width, dashes=dashes):
            dashed = f' stroke-dasharray="{" ".join(map(_short, dashes))}"' if dashes else ""
            return (
                f'<polyline points="{_svg_points(points)}" fill="none" stroke="{colour}" '
                f'stroke-width="{_short(width)}" stroke-linejoin="round"{dashed}/>'
            )
        case Words(text=text, at=(x, y), size=size, colour=colour, anchor=anchor):
            return (
                f'<text x="{_short(x)}" y="{_short(y)}" font-size="{_short(size)}" fill="{colour}" '
                f'text-anchor="{anchor}">{escape(text)}</text>'
            )


def _svg_points(points: Sequence[Point]) -> str:
    return " ".join(f"{_short(x)},{_short(y)}" for x, y in points)


def _short(number: float) -> str:
    """Two decimals at most, and no more of them than needed."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def pillow_is_installed() -> bool:
    """Whether `to_png` can be used."""
    return importlib.util.find_spec("PIL") is not None


def to_png(drawing: Drawing) -> bytes:
    """The drawing as a PNG of twice its size in pixels, for sharp screens.

    Raises:
        ModuleNotFoundError: Pillow is not installed; see `pillow_is_installed`.
    """
    from PIL import Image, ImageDraw, ImageFont

    # Pillow's lines have hard edges: draw larger, then shrink. Words have smooth edges already and are drawn after.
    scale = _PNG_SCALE * _SMOOTHING
    large = Image.new("RGB", (drawing.width * scale, drawing.height * scale), "#ffffff")
    pen = ImageDraw.Draw(large)
    for shape in drawing.shapes:
        if isinstance(shape, Area):
            mask = Image.new("L", large.size, 0)
            ImageDraw.Draw(mask).polygon(_scaled(shape.points, scale), fill=round(255 * shape.opacity))
            large.paste(shape.colour, (0, 0, *large.size), mask)
        elif isinstance(shape, Path):
            for piece in dashed_pieces(shape.points, shape.dashes):
                pen.line(_scaled(piece, scale), fill=shape.colour, width=round(shape.width * scale), joint="curve")
    image = large.resize((drawing.width * _PNG_SCALE, drawing.height * _PNG_SCALE), Image.Resampling.BOX)
    pen = ImageDraw.Draw(image)
    anchors = {"start": "ls", "middle": "ms", "end": "rs"}
    for shape in drawing.shapes:
        if isinstance(shape, Words):
            font = ImageFont.load_default(size=shape.size * _PNG_SCALE)
            at = tuple(_PNG_SCALE * coordinate for coordinate in shape.at)
            pen.text(at, shape.text, fill=shape.colour, font=font, anchor=anchors[shape.anchor])
    content = io.BytesIO()
    image.save(content, "PNG", optimize=True)
    return content.getvalue()


def _scaled(points: Sequence[Point], scale: int) -> list[Point]:
    return [(x * scale, y * scale) for x, y in points]


def dashed_pieces(points: Sequence[Point], dashes: Sequence[float]) -> list[list[Point]]:
    """Cuts a line into the pieces that are drawn; without dashes it is one.

    Args:
        points: At least one.
        dashes: Positive lengths, drawn and left out in turn, over and over; an even number.
    """
    if not dashes:
        return [list(points)]
    pieces, piece = [], [points[0]]
    turn, left = 0, dashes[0]
    for (x0, y0), (x1, y1) in zip(points, points[1:], strict=False):
        length, gone = math.hypot(x1 - x0, y1 - y0), 0.0
        while length - gone > left:
            gone += left
            at = (x0 + (x1 - x0) * gone / length, y0 + (y1 - y0) * gone / length)
            if turn % 2 == 0:
                pieces.append([*piece, at])
            turn += 1
            piece, left = [at], dashes[turn % len(dashes)]
        left -= length - gone
        piece.append((x1, y1))
    if turn % 2 == 0 and len(piece) > 1:
        pieces.append(piece)
    return pieces
