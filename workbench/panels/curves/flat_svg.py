"""An SVG in which shapes stand in the coordinates of the picture.

Qt writes a curve in the coordinates of the data, with what transforms them, and asks for a stroke that isn't
transformed (`vector-effect`). Programs that don't know that attribute draw its lines many times as wide.
"""

import re
from xml.etree import ElementTree

_SVG = "http://www.w3.org/2000/svg"
_EFFECT = "vector-effect"
_MATRIX = re.compile(r"matrix\(([^)]*)\)")
_NUMBER = r"-?[0-9.]+(?:e[-+]?[0-9]+)?"
_POINT = re.compile(rf"({_NUMBER}),({_NUMBER})")
_WITH_POINTS = {f"{{{_SVG}}}path": "d", f"{{{_SVG}}}polyline": "points", f"{{{_SVG}}}polygon": "points"}
_RECT = f"{{{_SVG}}}rect"

ElementTree.register_namespace("", _SVG)
ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")

Matrix = tuple[float, float, float, float, float, float]
"""As SVG writes it: x becomes a x + c y + e, and y becomes b x + d y + f."""


def flat(svg: bytes) -> bytes:
    """The same picture, as Qt writes one, where every stroke that isn't transformed is of a shape that isn't either."""
    root = ElementTree.fromstring(svg)
    for group in root.iter(f"{{{_SVG}}}g"):
        written = _MATRIX.fullmatch(group.get("transform", ""))
        shapes = list(group)
        if written is not None and shapes and all(_is_flattened(shape) for shape in shapes):
            a, b, c, d, e, f = (float(number) for number in written[1].split(","))
            for shape in shapes:
                _flatten(shape, (a, b, c, d, e, f))
            del group.attrib["transform"]
    return ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _is_flattened(shape: ElementTree.Element) -> bool:
    return shape.tag in (*_WITH_POINTS, _RECT) and shape.get(_EFFECT) == "non-scaling-stroke"


def _flatten(shape: ElementTree.Element, matrix: Matrix) -> None:
    a, b, c, d, e, f = matrix
    del shape.attrib[_EFFECT]
    if shape.tag == _RECT:
        left, top, width, height = (float(shape.attrib.pop(name)) for name in ("x", "y", "width", "height"))
        right, bottom = left + width, top + height
        shape.tag = f"{{{_SVG}}}polygon"
        shape.set("points", f"{left},{top} {right},{top} {right},{bottom} {left},{bottom}")

    def moved(point: re.Match[str]) -> str:
        x, y = float(point[1]), float(point[2])
        return f"{a * x + c * y + e:.7g},{b * x + d * y + f:.7g}"

    place = _WITH_POINTS[shape.tag]
    shape.set(place, _POINT.sub(moved, shape.get(place, "")))
