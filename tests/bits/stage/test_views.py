"""Every view is true in the middle of a morph: what is drawn is what the measures say, at every instant."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bits import stage
from bits.stage.labels import aside
from bits.stage.readout import rest_texts
from bits.theory import measures
from tests.strategies import pmf_pairs

BOX = stage.Box(-6, -3, 6, 3)
INSTANTS = (0.0, 0.13, 0.5, 0.77, 1.0)


def between(mass: stage.Mass, start: np.ndarray, end: np.ndarray, alpha: float) -> None:
    """Put a mass where `mass.animate.flow(end)` has it at `alpha`."""
    mass.interpolate(stage.Mass(start), stage.Mass(end), alpha)


@given(pmf_pairs())
def test_a_flowing_mass_is_a_distribution_at_every_instant(pair: tuple[np.ndarray, np.ndarray]) -> None:
    P, Q = pair
    mass = stage.Mass(P)
    for alpha in INSTANTS:
        between(mass, P, Q, alpha)
        assert mass.values.sum() == pytest.approx(1, abs=1e-9)
        assert (mass.values >= 0).all()
    assert (mass.values == Q).all()


@given(pmf_pairs(zeros=False))
def test_area_bars_draw_their_contributions(pair: tuple[np.ndarray, np.ndarray]) -> None:
    P, Q = pair
    mass = stage.Mass(P)
    chart = stage.AreaBars(mass, mass, BOX, tallest=60)
    for alpha in INSTANTS:
        between(mass, P, Q, alpha)
        chart.refresh()
        assert chart.drawn == pytest.approx(measures.entropy(mass.values), abs=1e-9)


@given(pmf_pairs(zeros=False))
def test_area_bars_with_other_heights_draw_cross_entropy(pair: tuple[np.ndarray, np.ndarray]) -> None:
    P, Q = pair
    widths, heights = stage.Mass(Q[::-1]), stage.Mass(P)
    chart = stage.AreaBars(widths, heights, BOX, tallest=60)
    for alpha in INSTANTS:
        between(heights, P, Q, alpha)
        chart.refresh()
        assert chart.drawn == pytest.approx(measures.cross_entropy(widths.values, heights.values), abs=1e-9)


def test_a_column_that_is_too_tall_is_cut_at_the_top_and_marked() -> None:
    truth, model = stage.Mass([0.5, 0.5]), stage.Mass([1, 0])
    chart = stage.AreaBars(truth, model, BOX, tallest=4)
    assert chart.boxes()[1, 3] == pytest.approx(chart.area.top)
    assert chart.cuts[1].area > 0
    assert chart.cuts[0].area == 0


@given(pmf_pairs(zeros=False), st.floats(0, 1))
def test_columns_keep_their_area_while_they_melt_into_the_tank(
    pair: tuple[np.ndarray, np.ndarray], melt: float
) -> None:
    P, _ = pair
    mass = stage.Mass(P)
    ruler = stage.Ruler(4, 0.1)
    left, right = BOX.columns(1, 1)
    chart = stage.AreaBars(mass, mass, left, ruler=ruler)
    tank = stage.Tank(chart.contributions, right, ruler)
    tank.pour(chart)
    tank.melt.set_value(melt)
    tank.refresh()
    assert tank.drawn == pytest.approx(measures.entropy(P), abs=1e-9)


@given(pmf_pairs(zeros=False))
def test_the_level_of_a_tank_is_the_sum(pair: tuple[np.ndarray, np.ndarray]) -> None:
    P, Q = pair
    mass = stage.Mass(P)
    tank = stage.Tank(lambda: measures.contributions(mass.values), BOX, stage.Ruler(2, 1))
    for alpha in INSTANTS:
        between(mass, P, Q, alpha)
        tank.refresh()
        assert tank.level == pytest.approx(measures.entropy(mass.values), abs=1e-9)
        assert tank.drawn == pytest.approx(measures.entropy(mass.values), abs=1e-9)


@given(pmf_pairs(zeros=False))
def test_the_net_area_of_slabs_is_the_divergence(pair: tuple[np.ndarray, np.ndarray]) -> None:
    P, Q = pair
    truth, model = stage.Mass(P), stage.Mass(Q)
    slabs = stage.Slabs(truth, model, BOX, highest=60, lowest=-60)
    for alpha in INSTANTS:
        between(model, Q, P, alpha)
        slabs.refresh()
        assert slabs.drawn == pytest.approx(measures.kl_divergence(truth.values, model.values), abs=1e-9)


def test_a_slab_that_leaves_its_box_is_cut_and_marked_as_cut() -> None:
    def cuts(highest: float) -> list[bool]:
        slabs = stage.Slabs(stage.Mass((0.5, 0.5)), stage.Mass((1 / 32, 31 / 32)), BOX, highest=highest, lowest=-1)
        return [bool(cut.area) for cut in slabs.cuts]

    assert cuts(highest=2) == [True, False]
    assert cuts(highest=4) == [False, False]


@given(st.floats(-9, -0.5), st.floats(0.5, 9), st.floats(1, 20))
def test_a_span_shows_all_or_cuts_the_longer_side(low: float, high: float, span: float) -> None:
    lowest, highest = stage.in_span(low, high, span)
    assert highest - lowest == pytest.approx(span)
    assert lowest < 0 < highest
    if high - low <= span:
        assert lowest <= low + 1e-9
        assert highest >= high - 1e-9
    else:
        shorter = min(-low, high)
        assert min(-lowest, highest) >= min(shorter, span / 2) - 1e-9


@given(st.lists(st.floats(0, 30), min_size=1), st.floats(0, 5))
def test_a_chart_reaches_its_tallest_column_unless_its_level_were_lost(heights: list[float], level: float) -> None:
    reach = stage.reach([*heights, math.inf], level, base=2)
    assert reach <= max(heights)
    assert reach == max(heights) or reach >= max(1.0, 2 * level)


@given(pmf_pairs())
def test_mass_bars_are_as_high_as_their_probabilities(pair: tuple[np.ndarray, np.ndarray]) -> None:
    P, Q = pair
    mass = stage.Mass(P)
    bars = stage.MassBars(mass, BOX)
    for alpha in INSTANTS:
        between(mass, P, Q, alpha)
        bars.refresh()
        heights = [np.ptp(bar.points[:, 1]) / bars.per_mass for bar in bars.bars]
        assert heights == pytest.approx(mass.values, abs=1e-9)


@given(st.floats(0, 10))
def test_a_gauge_reaches_to_its_value_and_rests_at_its_ends(value: float) -> None:
    gauge = stage.Gauge(lambda: value, BOX, highest=4)
    tip = gauge.bar.box[2]
    assert tip == pytest.approx(gauge.place_of(value))
    assert gauge.scale_box.left <= tip <= gauge.scale_box.right + 1e-9
    assert gauge.number.string in rest_texts(value, 3 if value < 9.9995 else 2)


def test_a_gauge_shows_infinity() -> None:
    gauge = stage.Gauge(lambda: math.inf, BOX, highest=4)
    assert gauge.number.string == "∞"
    assert gauge.bar.box[2] == pytest.approx(gauge.scale_box.right)


@given(st.floats(0, 2), st.floats(0, 2))
def test_a_span_reaches_from_one_level_to_the_other(low: float, high: float) -> None:
    span = stage.Span(lambda: low, lambda: high, 0.0, lambda value: 1 + 2 * value)
    assert span.heads[0].points[0][1] == pytest.approx(1 + 2 * low)
    assert span.heads[1].points[0][1] == pytest.approx(1 + 2 * high)


def test_a_curve_passes_through_its_function_as_far_as_it_is_told() -> None:
    chart = stage.Chart(BOX, (0, 1), (0, 1))
    curve = chart.curve(measures.binary_entropy, upto=lambda: 0.4)
    x = (curve.stroke.points[:, 0] - chart.area.left) / chart.area.width
    y = (curve.stroke.points[:, 1] - chart.area.bottom) / chart.area.height
    assert x.max() == pytest.approx(0.4)
    ends = slice(3, None, 4)
    assert y[ends] == pytest.approx(measures.binary_entropy(np.clip(x[ends], 0, 1)), abs=1e-9)


def test_a_riding_dot_is_where_its_sources_say() -> None:
    chart = stage.Chart(BOX, (0, 2), (0, 1))
    tracker = stage.ValueTracker(0.5)
    dot = chart.dot(tracker.get_value, lambda: tracker.get_value() / 2)
    tracker.set_value(1.5)
    dot.refresh()
    assert dot.get_center()[:2] == pytest.approx(chart.point(1.5, 0.75))


def test_a_copy_of_a_view_is_a_still_picture_of_it() -> None:
    mass = stage.Mass([0.5, 0.5])
    bars = stage.MassBars(mass, BOX)
    picture = bars.copy()
    mass.flow([0.9, 0.1])
    bars.refresh()
    assert picture.get_top()[1] != pytest.approx(bars.get_top()[1])
    assert not hasattr(picture, "mass")


@given(pmf_pairs(), st.floats(0, 1))
def test_columns_that_melt_in_place_keep_their_area_and_end_at_their_sum(
    pair: tuple[np.ndarray, np.ndarray], melted: float
) -> None:
    P, Q = pair
    mass = stage.Mass(P)
    chart = stage.AreaBars(mass, mass, BOX, tallest=60)
    chart.melted.set_value(melted)
    for alpha in INSTANTS:
        between(mass, P, Q, alpha)
        chart.refresh()
        assert chart.drawn == pytest.approx(measures.entropy(mass.values), abs=1e-9)
    chart.melted.set_value(1)
    tops = chart.boxes()[:, 3]
    assert tops == pytest.approx(np.full(len(P), chart.height_of(measures.entropy(Q))), abs=1e-9)
    assert chart.total() == pytest.approx(measures.entropy(Q), abs=1e-9)


def test_what_costs_infinitely_much_melts_to_the_top_of_the_chart() -> None:
    chart = stage.AreaBars(stage.Mass([0.5, 0.5]), stage.Mass([1, 0]), BOX, tallest=4)
    chart.melted.set_value(1)
    chart.refresh()
    assert np.isfinite(chart.boxes()).all()
    assert chart.height_of(chart.total()) == pytest.approx(chart.area.top)


@pytest.mark.parametrize("labels", [(), [f"outcome {i}" for i in range(12)], ["heads", "a lost coin"]])
@given(st.data())
def test_names_follow_their_columns_and_never_touch(labels: list[str], data: st.DataObject) -> None:
    n = len(labels) or 5
    mass = stage.Mass(measures.normalize([data.draw(st.floats(1e-6, 1)) for _ in range(n)]))
    chart = stage.AreaBars(mass, mass, BOX, labels=labels, shares=2)
    edges = [(name.get_left()[0], name.get_right()[0]) for name in chart.labels]
    assert all(one[1] <= other[0] + 1e-6 for one, other in pairwise(edges))
    assert BOX.left - 0.05 <= edges[0][0]
    assert edges[-1][1] <= BOX.right + 0.05
    middles = chart.boxes()[:, [0, 2]].mean(axis=1)
    widest = chart.labels.widths.max() + 0.2
    if np.diff(middles).min() > widest and middles[0] - BOX.left > widest and BOX.right - middles[-1] > widest:
        assert chart.labels.stands == pytest.approx(middles)


def test_names_move_no_further_than_their_columns_make_them() -> None:
    widths = np.ones(3)
    assert aside([1, 3, 5], widths, 0, 6) == pytest.approx([1, 3, 5])
    close = aside([3, 3.2, 5], widths, 0, 6)
    assert np.diff(close)[0] == pytest.approx(1.14)
    assert close[:2].mean() == pytest.approx(3.1)
    assert aside([5.9, 5.9, 5.9], widths, 0, 6) == pytest.approx([3.22, 4.36, 5.5])
    assert aside([2, 2, 2], widths, 0, 3) == pytest.approx([0.5, 1.5, 2.5])


def test_a_band_lies_between_its_levels_and_their_names_do_not_meet() -> None:
    truth, model = stage.Mass([0.7, 0.2, 0.1]), stage.Mass([0.7, 0.2, 0.1])
    needed, paid = stage.AreaBars(truth, truth, BOX), stage.AreaBars(truth, model, BOX)
    low = needed.level(stage.Words("needed"))
    high = paid.level(stage.Words("paid"), above=low)
    band = stage.Band(needed.total, paid.total, BOX.left, BOX.right, needed.height_of, decimals=3)
    assert high.name_height >= low.name_height + 0.5
    model.flow([0.3, 0.4, 0.3])
    assert paid.ruler == needed.ruler
    for view in (high, band):
        view.refresh()
    unit = needed.ruler.upwards * BOX.width
    assert band.rect.area / unit == pytest.approx(measures.kl_divergence(truth.values, model.values))


def test_a_card_is_ground_for_what_stands_inside_it() -> None:
    card = stage.Card(BOX, stage.Words("heading"))
    assert isinstance(card.panel, stage.Rect)
    assert card.panel.box == pytest.approx([BOX.left, BOX.bottom, BOX.right, BOX.top])
    assert card.heading is not None
    assert BOX.bottom < card.body.bottom < card.body.top < card.heading.get_bottom()[1]
