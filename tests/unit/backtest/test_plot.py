"""A plot is a function of its numbers, and shows no number that is not there."""

from xml.etree import ElementTree as ET

from quantdesk.backtest.plot import POINTS_MAX, Axis, Line, chart

PLAIN = Axis(name="n")


def points_of(svg: str) -> list[str]:
    drawing = ET.fromstring(svg)  # noqa: S314 - our own drawing
    return [line.get("points", "").split() for line in drawing.iter("{http://www.w3.org/2000/svg}polyline")]


def test_lines_and_marks_lie_where_their_numbers_say() -> None:
    svg = chart(
        "a < b",
        PLAIN,
        PLAIN,
        [Line(name="up", points=[(0, 0), (10, 100)]), Line(name="m", points=[(5, 50)], marks=True)],
    )
    assert points_of(svg) == [["96.0,256.0", "844.0,44.0"]]
    assert 'cx="470.0" cy="150.0"' in svg
    assert "a &lt; b" in svg


def test_a_line_without_a_point_says_so() -> None:
    svg = chart("t", PLAIN, PLAIN, [Line(name="empty", points=[])])
    assert "empty: no data" in svg
    assert points_of(svg) == []


def test_a_long_line_is_thinned_and_keeps_its_extremes() -> None:
    values = [(at, 1_000_000 if at == 7_777 else -5 if at == 4_321 else at % 7) for at in range(50_000)]
    (kept,) = points_of(chart("t", PLAIN, PLAIN, [Line(name="long", points=values)]))
    assert len(kept) <= POINTS_MAX + 2
    heights = [float(point.split(",")[1]) for point in kept]
    assert (min(heights), max(heights)) == (44.0, 256.0)


def test_a_step_line_turns_at_right_angles() -> None:
    (corners,) = points_of(chart("t", PLAIN, PLAIN, [Line(name="s", points=[(0, 0), (10, 10)], step=True)]))
    assert corners == ["96.0,256.0", "844.0,256.0", "844.0,44.0"]
