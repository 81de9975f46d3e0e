"""Every view is true in the middle of a morph: what is drawn is what the measures say, at every instant."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bits import stage
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
def test_a_gauge_points_at_its_value_and_rests_at_its_ends(value: float) -> None:
    gauge = stage.Gauge(lambda: value, BOX, highest=4)
    tip = gauge.pointer.points[0]
    assert tip[1] == pytest.approx(gauge.height_of(value))
    assert gauge.scale_box.bottom <= tip[1] <= gauge.scale_box.top
    assert gauge.number.string in rest_texts(value, 3 if value < 9.9995 else 2)


def test_a_gauge_shows_infinity() -> None:
    gauge = stage.Gauge(lambda: math.inf, BOX, highest=4)
    assert gauge.number.string == "∞"
    assert gauge.pointer.points[0][1] == pytest.approx(gauge.scale_box.top)


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
