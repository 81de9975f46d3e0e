"""The information bottleneck scene: its numbers, its words, its errors, and the truth of its pictures in motion."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from bits.theory import measures
from scenes.bottleneck.cat import KINDS, PixelCat
from scenes.bottleneck.merging import Merging
from scenes.bottleneck.narrowing import Narrowing
from scenes.bottleneck.parameters import LOWEST
from scenes.bottleneck.passage import Stream
from scenes.bottleneck.throat import Throat
from tests.bits.stage.bench import Bench
from tests.own import concept

bench = Bench("bottleneck", fps=10)
params, facts, shown, watch = bench.params, bench.facts, bench.shown, bench.watch
EXACT = 1e-9


@pytest.mark.parametrize(
    ("name", "told", "beat"),
    [
        ("pages", "500", "summary"),
        ("numbers", "150,528", "pipeline"),
        ("i_xy", "0.55", "plane"),
        ("slope", "0.125", "plane"),
        ("code_kept", "0.531", "code"),
        ("code_told", "0.173", "code"),
        ("code_goal", "−0.855", "code"),
        ("features", "512", "pipeline"),
        ("classes", "10", "pipeline"),
        ("beta", "8", "objective"),
        ("kept", "1.59", "objective"),
        ("told", "0.49", "objective"),
        ("beta_high", "100", "merging"),
        ("many", "8 summaries", "merging"),
        ("few", "4 summaries are", "merging"),
    ],
)
def test_the_defaults_say_the_storyboard_s_numbers(name: str, told: str, beat: str) -> None:
    value = facts()[name]
    spec = f".{len(told.partition('.')[2])}f" if isinstance(value, float) else "," if isinstance(value, int) else ""
    assert format(value, spec) == told.replace("−", "-")
    assert told in shown()[beat]


def test_the_numbers_of_a_picture_follow_its_size() -> None:
    assert facts()["numbers"] == 3 * 224 * 224
    text = shown(channels="1", height="28", width="28", features="64")["pipeline"]
    assert "784 numbers go in. Early layers look for what helps, and find 64 features." in text


def test_that_networks_generalize_because_they_compress_is_told_as_contested() -> None:
    text = shown()["claim"]
    assert "hypothesis" in text
    assert "contested" in text
    assert "2015" in text
    assert "2018" in text


def test_the_default_words_are_summarized_with_those_of_their_topic() -> None:
    given = params()
    rest = next(summary for summary in given.summaries if summary.beta == given.beta)
    favourite = rest.p_t_given_x.argmax(axis=1)
    home = {t: i for i, group in enumerate(rest.groups) for t in group}
    together: dict[int, set[str]] = {}
    for name, t in zip(given.inputs, favourite, strict=True):
        together.setdefault(home[int(t)], set()).add(name)
    assert {frozenset(group) for group in together.values()} == {
        frozenset({"goal", "team", "field"}),
        frozenset({"rain", "cloud"}),
        frozenset({"seed", "crop"}),
        frozenset({"the"}),
    }


def test_nats_are_bits_times_log_two() -> None:
    bits, nats = facts(), facts(unit="nats")
    for name in ("kept", "told"):
        assert float(nats[name]) == pytest.approx(float(bits[name]) * math.log(2))


@pytest.mark.parametrize("outcomes", [2, 4])
def test_inputs_that_determine_the_outcome_are_all_kept(outcomes: int) -> None:
    rows = np.eye(outcomes) / outcomes
    table = ";".join(",".join(map(str, row)) for row in rows)
    found = facts(joint=table, inputs="", outcomes="", beta="3")
    assert float(found["kept"]) == pytest.approx(math.log2(outcomes), abs=1e-6)
    assert found["kept"] == pytest.approx(found["told"], abs=1e-6)
    assert found["many"] == f"{outcomes} summaries"


def test_one_summary_is_told_in_the_singular() -> None:
    assert "at 1.1, 1 summary is left" in shown(beta="1.1")["merging"]


CERTAIN = {"joint": "0.5,0;0,0.5", "inputs": "", "outcomes": "", "beta": "3"}


def test_where_no_inputs_are_alike_none_are_said_to_merge() -> None:
    assert "like ones merge: at 8, 4 summaries are left" in shown()["merging"]
    assert "none merge: at 3, 2 summaries are left" in shown(**CERTAIN)["merging"]


@pytest.mark.parametrize("settings", [{}, CERTAIN, {"joint": "0.5,0.1;0.1,0.3", "inputs": "", "outcomes": ""}])
def test_below_one_it_is_best_to_forget_it_all(settings: dict[str, str]) -> None:
    given = params(**settings)
    line = next(line for line in concept("bottleneck").narration().fill(given.facts()).lines if line.beat == "merging")
    assert line.question is not None
    assert line.question.answers[line.question.right] == "forget it all"
    lowest = given.summaries[0]
    assert lowest.beta == LOWEST < 1
    rng = np.random.default_rng(6)
    for encoder in (np.eye(len(given.data[2])), *rng.dirichlet(np.ones(4), (20, len(given.data[2])))):
        joint = np.array(given.data[2])
        kept = measures.mutual_information(joint.sum(axis=1)[:, None] * encoder)
        told = measures.mutual_information(encoder.T @ joint)
        assert kept - LOWEST * told >= lowest.lagrangian(LOWEST) - 1e-6
    assert lowest.compression == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize(
    "settings",
    [{}, {"small": "0.5,0;0,0.5", "errs": "0.02"}, {"small": "0.2,0.3;0.5,0", "errs": "0.4"}, {"beta": "1.1"}],
)
def test_the_code_finds_what_the_film_says(settings: dict[str, str]) -> None:
    found, code = facts(**settings), params(**settings).listings()["code"]
    kept, told, goal = (found[f"code_{name}"] for name in ("kept", "told", "goal"))
    assert code.output == f"{kept:.3f} bits, {told:.3f} bits\ngoal: {goal:.3f}"
    assert max(map(len, code.lines)) <= 60
    said = "better than to forget it all" if float(goal) < 0 else "to forget it all is no worse"
    assert said in shown(**settings)["code"]


def test_the_code_is_short() -> None:
    assert len(params().listings()["code"].lines) <= 8


def test_a_file_of_counts_takes_the_place_of_the_table(tmp_path: Path) -> None:
    path = tmp_path / "counts.csv"
    path.write_text(",yes,no\nred,90,10\ngreen,10,90\nblue,50,50\n")
    given = params(table=str(path))
    assert given.data[0] == ("red", "green", "blue")
    assert given.data[1] == ("yes", "no")
    assert_allclose(given.data[2], [[0.3, 0.1 / 3], [0.1 / 3, 0.3], [1 / 6] * 2])


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"features": "200000"}, ["features = 200000", "to 100000"]),
        ({"height": "8", "width": "8"}, ["features = 512", "less than 192"]),
        ({"classes": "512"}, ["classes = 512", "less than 512"]),
        ({"beta": "1"}, ["beta = 1", "above 1"]),
        ({"beta": "120"}, ["beta = 120", "beta_high = 100"]),
        ({"inputs": "a,b"}, ["inputs", "2 values", "joint has 8"]),
        ({"outcomes": "a,b"}, ["outcomes", "2 values", "columns_of_joint has 3"]),
        ({"joint": "0.5,0.5;0.5,0.5"}, ["joint", "sums to 2"]),
        ({"joint": "0.25,0.25;0.25,0.25", "inputs": "", "outcomes": ""}, ["joint", "tell less than 0.01 bits"]),
        ({"joint": "0.5,0;0,0.5;0,0", "inputs": "", "outcomes": ""}, ["joint", "row of C is all zero"]),
        ({"joint": ";".join([",".join(["0.0625"] * 8)] * 2), "inputs": "", "outcomes": ""}, ["joint", "at most 6"]),
        ({"table": "nowhere.csv"}, ["nowhere.csv"]),
        ({"small": "0.2,0.2,0.1;0.2,0.2,0.1"}, ["small", "2 rows and 2 columns"]),
        ({"small": "0.25,0.25;0.25,0.25"}, ["small", "tell less than 0.01 bits"]),
        ({"pages": "5"}, ["pages = 5", "from 10"]),
        ({"bins": "3"}, ["bins = 3", "from 4"]),
    ],
)
def test_what_is_wrong_is_told_in_one_line(settings: dict[str, str], said: list[str]) -> None:
    line = bench.refusal(**settings)
    for part in said:
        assert part in line


def the(kind: type[Any], scene: Any) -> Any:
    return next((mobject for mobject in scene.mobjects if isinstance(mobject, kind)), None)


def shuffling(said: Any) -> bool:
    """Return whether two summaries are neither one nor two."""
    apart = np.abs(said[:, None] - said[None]).max(axis=2)
    return bool(((apart > 0.009) & (apart < 0.046)).any())


UNEVEN = {"joint": "0.3,0,0.05,0.01;0.02,0.2,0,0.02;0.05,0.1,0.1,0;0,0.02,0.03,0.1", "inputs": "", "outcomes": ""}


@pytest.mark.parametrize("settings", [{}, UNEVEN])
def test_while_summaries_merge_every_area_is_joint_mass(settings: dict[str, str]) -> None:
    betas, settled = set(), 0

    def look(scene: Any) -> None:
        nonlocal settled
        view = the(Merging, scene)
        if view is None or view.grown.get_value() < 1:
            return
        annealed = view.annealed
        p_ty = annealed.encoder.T @ annealed.joint
        assert_allclose(view.drawn, p_ty, atol=EXACT)
        assert_allclose(view.drawn.sum(axis=0), np.array(scene.params.data[2]).sum(axis=0), atol=EXACT)
        heads = [np.ptp(head.points[:, 0]) / view.across for head in view.heads]
        assert_allclose(heads, annealed.p_t, atol=EXACT)
        betas.add(round(annealed.beta(), 3))
        if shuffling(annealed.p_y_given_t):
            return
        boxes = np.array(sorted(bar.box.tolist() for row in view.bottoms for bar in row))
        assert (boxes[1:, 0] >= boxes[:-1, 2] - 1e-6).all()  # but for bars that pass each other, all stand free
        settled += 1

    watch("merging", look, **settings)
    assert len(betas) >= 20
    assert settled >= 10
    assert min(betas) == LOWEST


def test_the_streams_are_as_high_as_what_the_encoder_keeps_and_tells() -> None:
    seen = set()

    def look(scene: Any) -> None:
        streams = [mobject for mobject in scene.mobjects if isinstance(mobject, Stream)]
        if len(streams) < 2:
            return
        annealed = scene.annealed
        encoder, p_x = annealed.encoder, annealed.p_x
        kept = measures.mutual_information(p_x[:, None] * encoder)
        told = measures.mutual_information(encoder.T @ annealed.joint)
        for stream, value in zip(streams, (kept, told), strict=True):
            for rect in (stream.start, stream.way, stream.end):
                assert np.ptp(rect.points[:, 1]) / stream.per_bit == pytest.approx(value, abs=EXACT)
        assert told <= kept + EXACT
        seen.add(round(annealed.beta(), 3))

    watch("objective", look)
    assert len(seen) >= 20
    assert {LOWEST, 8.0, 100.0} <= seen


def test_of_the_cat_only_what_helps_is_left_and_all_of_it_comes_to_the_label() -> None:
    last: list[PixelCat] = []

    def look(scene: Any) -> None:
        if (cat := the(PixelCat, scene)) is not None:
            last[:] = [cat]

    watch("whiskers", look)
    (cat,) = last
    assert cat.remaining() == set(KINDS)
    places = cat.pixels().mean(axis=1)
    assert len(places) > 100
    assert (cat.box.left < places[:, 0]).all()
    assert (places[:, 0] < cat.box.right).all()
    assert (cat.box.bottom < places[:, 1]).all()
    assert (places[:, 1] < cat.box.top).all()


def test_the_dot_rides_on_the_curve_and_the_tangent_never_dips_below_it() -> None:
    on = []

    def look(scene: Any) -> None:
        plane = getattr(scene, "information", None)
        if plane is None or plane.tangent not in scene.mobjects:
            return
        kept, told = plane.annealed.compression(), plane.annealed.relevance()
        assert told == pytest.approx(float(plane.height(np.array(kept))), abs=2e-4)
        (x0, y0), (x1, y1) = plane.tangent.ends()
        assert (y1 - y0) / (x1 - x0) == pytest.approx(1 / plane.annealed.beta())
        x = np.linspace(x0, x1, 50)
        assert (y0 + (x - x0) * (y1 - y0) / (x1 - x0) >= plane.height(x) - 2e-4).all()
        on.append(kept)

    watch("plane", look)
    assert len(set(on)) >= 10


def test_the_scale_bends_from_plain_to_logarithmic_with_every_bar_where_it_belongs() -> None:
    bent = []

    def look(scene: Any) -> None:
        view = the(Narrowing, scene)
        if view is None or view.risen.get_value() < 3:
            return
        k = 1 - view.bent.get_value()
        counts = np.array([150_528.0, 512.0, 10.0])
        powers = np.log(counts) if k == 0 else counts**k - 1
        assert_allclose(view.drawn, powers / powers[0], rtol=1e-6)
        bent.append(1 - k)

    watch("pipeline", look)
    assert {0.0, 1.0} <= set(bent)
    assert len(set(bent)) >= 10


@pytest.mark.parametrize("pages", [10, 500, 1000])
def test_every_page_leaves_its_fleck_on_the_one_page_and_its_grey_before_the_throat(pages: int) -> None:
    last: list[Throat] = []

    def look(scene: Any) -> None:
        if (throat := the(Throat, scene)) is not None:
            last[:] = [throat]

    watch("summary", look, pages=str(pages))
    (throat,) = last
    assert throat.arrived() == pages
    flecks = throat.flecks.points.reshape(pages, 16, 3)
    grey = throat.grey.points.reshape(pages, 16, 3)
    page, neck = throat.page, throat.neck
    assert (page.left < flecks[..., 0]).all()
    assert (flecks[..., 0] < page.right).all()
    assert (page.bottom < flecks[..., 1]).all()
    assert (flecks[..., 1] < page.top).all()
    assert len(np.unique(flecks.mean(axis=1).round(6), axis=0)) == pages
    assert (neck.left - 0.2 < grey[..., 0]).all()
    assert (grey[..., 0] < neck.right).all()
    assert len(np.unique(grey.mean(axis=1).round(6), axis=0)) == pages
