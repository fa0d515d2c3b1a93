"""A fork has its ancestors' history up to its step, and its own; nothing is copied."""

import math
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seamark.core.charts import PointWindow
from seamark.core.comparison import compare_runs
from seamark.core.lines import LineWindow
from seamark.core.read import FieldWindow
from seamark.core.steps import read_steps
from seamark.model.errors import FieldNotFound, InvalidStep, RunNotFound
from seamark.model.objects import make_uid
from seamark.model.operations import Append, Attach, Extend
from seamark.model.values import FieldType
from seamark.wire.api.differences import ComparisonRequest
from seamark.wire.api.series import SeriesRef, SeriesRequest
from seamark.wire.api.tables import Column

STEPS = st.sampled_from([-1.0, 0.0, 1.0, 2.0, 2.5, 3.0, 4.0, 5.0])


@dataclass
class ModelRun:
    """What a run wrote, attempt by attempt, and what it goes on from."""

    attempts: list[list[float]]
    parent: "ModelRun | None" = None
    step: float = 0.0
    uid: str = field(default_factory=make_uid)

    def own(self):
        """A later attempt stands from its lowest step on."""
        kept: list[tuple[float, str, int]] = []
        for number, steps in enumerate(self.attempts):
            if steps:
                kept = [point for point in kept if point[0] < min(steps)]
                kept += [(step, self.uid, number) for step in steps]
        return kept

    def expected(self):
        own = self.own()
        if self.parent is None:
            return own
        first = min((step for step, _, _ in own), default=math.inf)
        return [point for point in self.parent.expected() if point[0] <= self.step and point[0] < first] + own


@st.composite
def families(draw):
    runs: list[ModelRun] = []
    for _ in range(draw(st.integers(1, 5))):
        attempts = draw(st.lists(st.lists(STEPS, max_size=4), min_size=1, max_size=3))
        parent = draw(st.sampled_from(runs)) if runs and draw(st.booleans()) else None
        runs.append(ModelRun(attempts, parent, draw(STEPS)))
    return runs


def build(desk, runs):
    """Write the runs; a point's value says which attempt of which run wrote it."""
    values = {}
    for index, run in enumerate(runs):
        fork = None if run.parent is None else (run.parent.uid, run.step)
        for number, steps in enumerate(run.attempts):
            origin = desk.session(run.uid, fork=fork)
            if steps:
                value = float(index * 10 + number)
                values[run.uid, number] = value
                points = Extend(path="x", values=[value] * len(steps), steps=steps)
                lines = Extend(path="log", values=[str(value)] * len(steps), steps=steps)
                desk.write(run.uid, points, lines, origin=origin)
            desk.end(origin)
    return values


@pytest.fixture
def reader(desk):
    return lambda: desk.core.reader


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(runs=families())
def test_forks_and_rewinds_agree_with_a_plain_model(desk, runs):
    values = build(desk, runs)
    reader = desk.core.reader
    drawn = reader.series(
        SeriesRequest(series=[SeriesRef(run=run.uid, path="x") for run in runs]),
        {run.uid: desk.run(run.uid) for run in runs},
    )
    for run, columns in zip(runs, drawn.columns, strict=True):
        expected = sorted((step, values[uid, number]) for step, uid, number in run.expected())
        assert sorted(zip(columns[0].tolist(), columns[2].tolist(), strict=True)) == expected
        row = desk.run(run.uid)
        if not expected:
            if run.parent is None and not any(run.attempts):
                with pytest.raises(FieldNotFound):
                    reader.points(row, "x", PointWindow())
            continue
        found = reader.points(row, "x", PointWindow()).columns[0]
        assert found[0].tolist() == [step for step, _ in expected]
        assert sorted(zip(found[0].tolist(), found[2].tolist(), strict=True)) == expected
        lines = reader.lines(row, "log", LineWindow(limit=100)).lines
        assert sorted((line.step, float(line.text)) for line in lines) == expected
        listed = reader.fields(row, FieldWindow(paths=["x"])).fields[0]
        assert listed.inherited == (not any(run.attempts))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(runs=families(), steps=st.lists(STEPS | st.sampled_from([-9.0, 1.7, 99.0]), min_size=1, max_size=3, unique=True))
def test_values_at_a_step_agree_with_a_plain_model(desk, runs, steps):
    values = build(desk, runs)
    core, rows = desk.core, [desk.run(run.uid) for run in runs]
    columns = [Column(path="x", at=step) for step in steps]
    project = core.catalog.projects.get(rows[0].project)
    found = read_steps(core.catalog, core.columns, project, [row.number for row in rows], columns)
    for run, row in zip(runs, rows, strict=True):
        points = sorted(run.expected())
        for column in columns:
            before = [values[uid, number] for step, uid, number in points if step <= column.at]
            assert found.get((row.number, column)) == (before[-1] if before else None)


def test_a_fork_shows_where_it_comes_from(desk, uid):
    child = make_uid()
    desk.session(child, fork=(uid, 2.5))
    fields = desk.values(child)
    assert fields["sys/fork/parent"].text == "DIG-1"
    assert fields["sys/fork/step"].number == 2.5


def test_points_without_steps_go_on_behind_the_step_of_the_fork(desk, uid):
    origin = desk.session(uid)
    desk.write(uid, Extend(path="x", values=[1.0] * 5), origin=origin)
    child = make_uid()
    own = desk.session(child, fork=(uid, 2.5))
    desk.write(child, Append(path="x", value=2.0, step=0, relative=True), origin=own)
    desk.write(
        child, Append(path="x", value=2.0, step=1, relative=True), Append(path="y", value=3.0), origin=own, seq=1
    )
    desk.end(own)
    again = desk.session(child)
    desk.write(child, Append(path="x", value=4.0, step=0, relative=True), origin=again)
    found = desk.core.reader.points(desk.run(child), "x", PointWindow()).columns[0]
    assert found[0].tolist() == [0, 1, 2, 3, 4, 5]
    assert found[2].tolist() == [1, 1, 1, 2, 2, 4]
    assert desk.core.reader.points(desk.run(child), "y", PointWindow()).columns[0][0].tolist() == [3]


def test_files_by_step_are_inherited(desk, uid):
    def attach(run, steps, content, origin):
        digest = desk.core.blobs.put(content)
        desk.core.files.keep(desk.caller, content)
        operations = [Attach(path="f", digest=digest, type=FieldType.FILE_SERIES, step=step) for step in steps]
        desk.write(run, *operations, origin=origin)

    attach(uid, [0.0, 1.0, 2.0, 3.0], b"parent", desk.session(uid))
    child, none = make_uid(), make_uid()
    attach(child, [3.0, 4.0], b"child", desk.session(child, fork=(uid, 2.0)))
    desk.session(none, fork=(uid, 1.0))
    reader = desk.core.reader
    page = reader.files(desk.run(child), "f", limit=3)
    rest = reader.files(desk.run(child), "f", after=page.next)
    assert [(file.step, file.size) for file in [*page.files, *rest.files]] == [(0, 6), (1, 6), (2, 6), (3, 5), (4, 5)]
    assert page.total == 5
    assert [reader.file(desk.run(child), "f", step=step).size for step in (1.0, 3.0)] == [6, 5]
    assert reader.file(desk.run(child), "f").step == 4.0
    assert reader.file(desk.run(none), "f").step == 1.0
    assert [field.inherited for field in reader.fields(desk.run(none), FieldWindow(paths=["f"])).fields] == [True]


def test_what_forks_inherit_stands_beside_the_others(desk, uid):
    desk.write(uid, Extend(path="loss", values=[1.0, 2.0], steps=[0.0, 1.0]), origin=desk.session(uid))
    child, grandchild = make_uid(), make_uid()
    origin = desk.session(child, fork=(uid, 1.0))
    desk.write(child, Extend(path="acc", values=[0.5], steps=[2.0]), origin=origin)
    desk.session(grandchild, fork=(child, 2.0))
    request = ComparisonRequest(runs=[grandchild, child, uid])
    project = desk.core.catalog.projects.get(desk.run(uid).project)
    rows = {row.path: row for row in compare_runs(desk.core, desk.caller, project, request).rows}
    inherited = {path: [field and field.inherited for field in row.fields] for path, row in rows.items()}
    assert inherited["loss"] == [True, True, False]
    assert inherited["acc"] == [True, False, None]
    assert [field and field.type for field in rows["acc"].fields] == [FieldType.FLOAT_SERIES] * 2 + [None]


def test_what_cannot_be_forked(desk, uid):
    with pytest.raises(RunNotFound):
        desk.session(make_uid(), fork=("nobody", 1.0))
    with pytest.raises(InvalidStep):
        desk.session(make_uid(), fork=(uid, math.inf))
    mine = make_uid()
    with pytest.raises(RunNotFound):
        desk.session(mine, fork=(mine, 1.0))
