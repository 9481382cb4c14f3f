"""Pictures of plots as SVG: shapes where they are seen, for programs that transform strokes with them."""

from xml.etree import ElementTree

import pytest

from workbench.panels.curves.flat_svg import flat

OPENS = '<svg xmlns="http://www.w3.org/2000/svg"><g stroke-width="1.8" transform="matrix(0.5,0,0,-2,10,100)">'
EFFECT = 'vector-effect="non-scaling-stroke"'


def shapes_of(inner: str) -> tuple[ElementTree.Element, list[ElementTree.Element]]:
    group = ElementTree.fromstring(flat(f"{OPENS}{inner}</g></svg>".encode()))[0]
    return group, list(group)


@pytest.mark.parametrize(
    ("shape", "place", "points"),
    [
        ('path d="M0,0 L20,1e1 L-4,2.5 Z "', "d", "M10,100 L20,80 L8,95 Z "),
        ('polyline points="0,0 20,10 "', "points", "10,100 20,80 "),
        ('polygon points="0,0 20,10 2,0"', "points", "10,100 20,80 11,100"),
        ('rect x="0" y="10" width="20" height="5"', "points", "10,80 20,80 20,70 10,70"),
        ('path d=""', "d", ""),
    ],
)
def test_that_a_shape_whose_stroke_isn_t_transformed_is_where_it_is_seen(shape: str, place: str, points: str) -> None:
    group, shapes = shapes_of(f"<{shape} {EFFECT}/>")
    assert shapes[0].get(place) == points
    assert "vector-effect" not in shapes[0].attrib
    assert group.attrib == {"stroke-width": "1.8"}


def test_that_what_is_transformed_with_its_stroke_or_is_no_shape_stays_as_it_is() -> None:
    for inner in ('<path d="M0,0 L1,1" vector-effect="none"/>', f"<text>0,5</text><path d='M0,0 L1,1' {EFFECT}/>"):
        group, shapes = shapes_of(inner)
        assert group.get("transform") == "matrix(0.5,0,0,-2,10,100)"
        assert shapes[-1].get("d") == "M0,0 L1,1"
