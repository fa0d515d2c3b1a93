"""Reading runs, fields, series, lines and files on the real stores."""

import json
import math
import struct

import numpy as np
import pytest

from seamark.core.charts import PointWindow
from seamark.core.lines import LineWindow
from seamark.core.read import FieldWindow, Reader
from seamark.model import limits
from seamark.model.errors import FieldNotFound, FileMissing, InvalidInput, TooLarge
from seamark.model.objects import RunState, make_uid, session_prefix, shorten_uid
from seamark.model.values import FieldType
from seamark.wire.api.series import SeriesRef, SeriesRequest
from seamark.wire.codecs import read_float, read_int
from seamark.wire.packed import unpack_columns

URL = "http://127.0.0.1:1"


@pytest.fixture(scope="module")
def reader(shelf):
    return Reader(shelf.catalog, shelf.columns, shelf.blobs, lambda: URL)


@pytest.fixture
def run(shelf):
    return shelf.run(shelf.project())


# ---- runs ---------------------------------------------------------------------------------------


def test_a_run_is_made_of_its_sys_fields(shelf, reader):
    project = shelf.project()
    run = shelf.run(project, own_id="mine", name="first", state="failed", reason="ValueError: no")
    shelf.write(fields=[shelf.field(run, "sys/tags", ["b", "a"], FieldType.STRING_SET)])
    shelf.write(fields=[shelf.field(run, "sys/progress", math.nan)])
    seen = reader.run(run)
    assert (seen.uid, seen.short, seen.id, seen.own_id) == (run.uid, shorten_uid(run.uid), run.id, "mine")
    assert (seen.name, seen.state, seen.reason, seen.tags) == ("first", RunState.FAILED, "ValueError: no", ["a", "b"])
    assert seen.created_at == run.created_at
    assert seen.progress is None
    assert seen.project == f"ada/{project.name}"
    assert seen.url == f"{URL}/r/{seen.short}"


def test_runs_of_several_projects_come_in_the_order_given(shelf, reader):
    runs = [shelf.run(shelf.project(), name=name) for name in "abc"]
    assert [run.name for run in reader.runs(runs[::-1])] == ["c", "b", "a"]
    assert reader.runs([]) == []


def test_running_runs_of_the_projects_that_may_be_seen(shelf, reader):
    one, two = shelf.project(), shelf.project()
    first, _, third = shelf.run(one), shelf.run(one, state="finished"), shelf.run(one)
    shelf.run(two)
    assert [run.uid for run in reader.running({one.number})] == [third.uid, first.uid]


# ---- fields -------------------------------------------------------------------------------------

HARD = {
    "h/sum": 0.1 + 0.2,
    "h/tiny": 1e-308,
    "h/denormal": 5e-324,
    "h/minus_zero": -0.0,
    "h/nan": math.nan,
    "h/inf": math.inf,
    "h/minus_inf": -math.inf,
    "h/large": 2**53 + 1,
    "h/largest": 2**63 - 1,
    "h/least": -(2**63),
    "h/small": 3,
    "h/true": True,
}


def read_back(field):
    match field["type"]:
        case "float":
            return read_float(field["value"])
        case "int":
            return read_int(field["value"])
    return field["value"]


def bits(value):
    return struct.pack("<d", value) if isinstance(value, float) else value


def test_hard_values_come_back_bit_by_bit_through_json(shelf, reader, run):
    shelf.assign(run, **{path.replace("/", "__"): value for path, value in HARD.items()})
    shelf.assign(run, h__json=[math.nan, 2**53 + 1, {"a": 0.1}])
    page = reader.fields(run, FieldWindow(prefix="h/"))
    sent = json.loads(json.dumps([{"path": f.path, "type": f.type.value, "value": f.value} for f in page.fields]))
    found = {field["path"]: bits(read_back(field)) for field in sent}
    assert found.pop("h/json") == ["NaN", str(2**53 + 1), {"a": 0.1}]
    assert reader.value(run, "h/json").value == [{"$number": "NaN"}, {"$number": str(2**53 + 1)}, {"a": 0.1}]
    assert found == {path: bits(value) for path, value in HARD.items()}
    assert page.total == len(HARD) + 1


def test_hard_points_come_back_bit_by_bit_through_both_forms(shelf, reader, run):
    values = [value for value in HARD.values() if isinstance(value, float)]
    steps = [0.1 + 0.2, 1e-308, -5.0, 7.0, 8.0, 2.0**60, 2.0**60 + 256]
    shelf.points(run, "hard", values, steps)
    order = np.argsort(steps)
    curves = reader.points(run, "hard", PointWindow())
    head, [columns] = unpack_columns(curves.pack())
    assert (head.series[0].rows, head.series[0].total, head.series[0].raw) == (7, 7, True)
    assert [bits(value) for value in columns["value"]] == [bits(values[index]) for index in order]
    assert list(columns["step"]) == sorted(steps)
    spelled = json.loads(curves.encode_json())["series"][0]["columns"]
    assert [bits(read_float(value)) for value in spelled["value"]] == [bits(values[index]) for index in order]
    assert spelled["step"] == sorted(steps)
    assert spelled["time"] == list(columns["time"])


def test_a_page_of_fields_shows_each_type(shelf, reader, run):
    shelf.points(run, "f/loss", [3.0, 1.0, 2.0])
    shelf.lines(run, "f/log", ["one", "two"])
    shelf.points(run, "f/holes", [math.nan])
    shelf.file(run, "f/model", b"weights", name="model.pt")
    shelf.file(run, "f/set", b"a", FieldType.FILE_SET, name="a", subpath="a")
    shelf.file(run, "f/set", b"bb", FieldType.FILE_SET, name="b", subpath="b")
    shelf.write(
        fields=[
            shelf.field(run, "f/tags", ["b", "a"], FieldType.STRING_SET),
            shelf.field(run, "f/when", 1_790_000_000_000_000, FieldType.DATETIME),
            shelf.field(run, "f/empty", type=FieldType.FLOAT_SERIES, text='{"unit":"W"}'),
        ]
    )
    fields = {field.path: field for field in reader.fields(run, FieldWindow(prefix="f/")).fields}
    loss = fields["f/loss"].stats
    assert (loss.count, loss.first, loss.last, loss.min, loss.max, loss.mean) == (3, 3.0, 2.0, 1.0, 3.0, 2.0)
    assert loss.variance == pytest.approx(2 / 3)
    assert (loss.first_step, loss.last_step, loss.nans) == (0.0, 2.0, 0)
    log = fields["f/log"].stats
    assert (log.count, log.last, log.min, log.first) == (2, "two", None, None)
    holes = fields["f/holes"].stats
    assert (holes.last, holes.min, holes.nans) == ("NaN", None, 1)
    assert (fields["f/model"].file.name, fields["f/model"].file.size, fields["f/model"].files) == ("model.pt", 7, 1)
    assert fields["f/set"].files == 2
    assert fields["f/tags"].value == ["a", "b"]
    assert fields["f/when"].value == 1_790_000_000_000_000
    assert (fields["f/empty"].stats, fields["f/empty"].unit) == (None, "W")


def test_fields_are_paged_by_path(shelf, reader, run):
    shelf.assign(run, **{f"p__{name}": 1 for name in "abcde"})
    seen, after = [], ""
    while after is not None:
        page = reader.fields(run, FieldWindow(prefix="p/", after=after, limit=2))
        assert page.total == 5
        seen += [field.path for field in page.fields]
        after = page.next
    assert seen == [f"p/{name}" for name in "abcde"]
    named = reader.fields(run, FieldWindow(paths=["p/e", "p/a", "p/x"]))
    assert [field.path for field in named.fields] == ["p/a", "p/e"]
    with pytest.raises(TooLarge):
        reader.fields(run, FieldWindow(limit=limits.FIELDS_PAGE + 1))


def test_a_long_string_is_cut_in_lists_and_whole_by_itself(shelf, reader, run):
    text = "é" * 100_000
    shelf.assign(run, long=text, number=3)
    field = reader.fields(run, FieldWindow(paths=["long"])).fields[0]
    assert field.cut
    assert text.startswith(field.value)
    assert len(field.value) < len(text)
    assert reader.value(run, "long").value == text
    assert reader.value(run, "number").value == 3


def test_what_is_not_there_or_of_another_shape_is_said(shelf, reader, run):
    shelf.points(run, "loss", [1.0])
    shelf.assign(run, x=1)
    with pytest.raises(FieldNotFound):
        reader.value(run, "none")
    with pytest.raises(FieldNotFound):
        reader.points(run, "none", PointWindow())
    for read in (reader.value, reader.files):
        with pytest.raises(InvalidInput, match="float_series"):
            read(run, "loss")
    with pytest.raises(InvalidInput, match="int"):
        reader.points(run, "x", PointWindow())
    with pytest.raises(InvalidInput, match="no lines"):
        reader.lines(run, "x", LineWindow())
    with pytest.raises(InvalidInput, match="cursor"):
        reader.points(run, "loss", PointWindow(after="nonsense"))


# ---- series -------------------------------------------------------------------------------------


def test_raw_points_are_paged_without_loss_or_repetition(shelf, reader, run):
    shelf.points(run, "loss", np.arange(10.0), steps=[0, 1, 1, 1, 2, 3, 4, 5, 6, 7])
    seen, after = [], ""
    while after is not None:
        curves = reader.points(run, "loss", PointWindow(after=after, limit=3))
        block = curves.head.series[0]
        assert block.total == 10
        seen += curves.columns[0][2].tolist()
        after = block.next
    assert seen == list(range(10))
    window = PointWindow(start=1, end=2, limit=2)
    curves = reader.points(run, "loss", window)
    assert (curves.head.series[0].total, curves.columns[0][2].tolist()) == (4, [1.0, 2.0])


def test_points_written_anew_are_hidden_counted_and_shown_faint(shelf, reader, run):
    shelf.points(run, "loss", np.arange(10.0))
    shelf.points(run, "loss", [50.0, 60.0, 70.0], steps=[5, 6, 7], attempt=1, origin=2, first_step=5.0)
    curves = reader.points(run, "loss", PointWindow())
    assert curves.columns[0][2].tolist() == [0, 1, 2, 3, 4, 50, 60, 70]
    assert (curves.head.series[0].total, curves.head.series[0].hidden) == (8, 5)
    faint = reader.points(run, "loss", PointWindow(faint=True))
    assert faint.columns[0][2].tolist() == [5, 6, 7, 8, 9]
    series = reader.series(request(run, "loss"), {run.uid: run})
    assert (series.head.series[0].total, series.head.series[0].hidden) == (8, 5)
    assert len(reader.spans(run, "loss").hidden) == 1


def request(run, *paths, **more):
    return SeriesRequest(series=[SeriesRef(run=run.uid, path=path) for path in paths], **more)


def test_series_come_in_buckets_that_keep_every_spike(shelf, reader, run):
    values = np.zeros(5_000)
    values[1234], values[4321] = 100.0, -100.0
    values[7] = math.nan
    shelf.points(run, "long", values)
    shelf.points(run, "short", [1.0, math.nan, 3.0])
    shelf.lines(run, "log", ["a"])
    curves = reader.series(request(run, "long", "none", "short", "log", buckets=50), {run.uid: run})
    head, columns = unpack_columns(curves.pack())
    assert [block.path for block in head.series] == ["long", "none", "short", "log"]
    assert [block.raw for block in head.series] == [False, True, True, True]
    assert [block.total for block in head.series] == [5_000, 0, 3, 0]
    assert head.series[0].rows <= 50
    assert (max(columns[0]["max"]), min(columns[0]["min"])) == (100.0, -100.0)
    assert sum(columns[0]["count"]) == 5_000
    assert list(columns[2]["step"]) == [0.0, 1.0, 2.0]
    assert json.loads(curves.encode_json())["series"][2]["columns"]["value"] == [1.0, "NaN", 3.0]
    zoomed = reader.series(request(run, "long", buckets=50, start=1_230, end=1_239), {run.uid: run})
    assert (zoomed.head.series[0].raw, zoomed.head.series[0].total) == (True, 10)


def test_series_requests_have_limits(reader, run):
    with pytest.raises(TooLarge):
        reader.series(request(run, "a", buckets=4_001), {run.uid: run})
    with pytest.raises(TooLarge):
        reader.series(request(run, *["a"] * 1_001), {run.uid: run})
    with pytest.raises(InvalidInput):
        reader.series(request(run, "a", start=2.0, end=1.0), {run.uid: run})
    assert reader.series(SeriesRequest(series=[]), {}).head.series == []


# ---- lines --------------------------------------------------------------------------------------


def test_lines_are_followed_by_cursor_and_read_from_the_end(shelf, reader, run):
    shelf.lines(run, "log", [f"line {number}" for number in range(5)])
    first = reader.lines(run, "log", LineWindow(limit=3))
    assert ([line.text for line in first.lines], first.more, first.total) == (["line 0", "line 1", "line 2"], True, 5)
    rest = reader.lines(run, "log", LineWindow(after=first.next))
    assert ([line.text for line in rest.lines], rest.more) == (["line 3", "line 4"], False)
    nothing = reader.lines(run, "log", LineWindow(after=rest.next))
    assert (nothing.lines, nothing.next) == ([], rest.next)
    shelf.lines(run, "log", ["late"], start=1_000, origin=2)
    assert [line.text for line in reader.lines(run, "log", LineWindow(after=rest.next)).lines] == ["late"]
    last = reader.lines(run, "log", LineWindow(last=True, limit=2))
    assert ([line.text for line in last.lines], last.more) == (["line 4", "late"], True)
    before = reader.lines(run, "log", LineWindow(before=last.lines[0].cursor, limit=10))
    assert [line.text for line in before.lines] == [f"line {number}" for number in range(4)]


def test_the_console_merges_all_sessions_by_time(shelf, reader, run):
    assert reader.console(run, LineWindow()).lines == []
    prefixes = []
    for origin in range(1, 3):
        name = make_uid()
        shelf.catalog.sessions.start(run.number, name, attempt=0, host="h", pid=1, command="", started_at=1)
        prefixes.append(session_prefix(name))
        shelf.lines(run, f"{prefixes[-1]}/console/stdout", [f"out {origin}", f"more {origin}"], origin=origin)
    shelf.lines(run, f"{prefixes[0]}/console/stderr", ["err"], origin=1, start=1_000)
    page = reader.console(run, LineWindow())
    assert [line.text for line in page.lines] == ["out 1", "out 2", "more 1", "more 2", "err"]
    assert page.lines[-1].path == f"{prefixes[0]}/console/stderr"
    assert page.total == 5


# ---- files --------------------------------------------------------------------------------------


def test_pages_of_files_neither_repeat_nor_skip_what_was_there(shelf, reader, run):
    names = ["a_b/0", "b 1", "c_2", "d%3", "e🦊4", "f/5"]
    for name in names:
        shelf.file(run, "set", name.encode(), FieldType.FILE_SET, name=name, subpath=name)
    seen, after = [], ""
    while after is not None:
        page = reader.files(run, "set", after=after, limit=2)
        seen += [file.subpath for file in page.files]
        early = f"a{len(seen)}"
        shelf.file(run, "set", early.encode(), FieldType.FILE_SET, name=early, subpath=early)
        after = page.next
    assert seen == names
    for cursor in ("2", "x_0_0_", "0x0p+0_-1_0_a", f"0x0p+0_0_{2**64}_a"):
        with pytest.raises(InvalidInput):
            reader.files(run, "set", after=cursor)


def test_files_are_listed_and_found_by_name_or_step(shelf, reader, run):
    for name in ("a", "b", "c"):
        shelf.file(run, "set", name.encode(), FieldType.FILE_SET, name=name, subpath=name)
    for step in (0.0, 1.0, 2.0):
        shelf.file(run, "images", b"%d" % step, FieldType.FILE_SERIES, step=step, origin=1, seq=int(step))
    page = reader.files(run, "set", limit=2)
    assert ([file.subpath for file in page.files], page.total) == (["a", "b"], 3)
    rest = reader.files(run, "set", after=page.next)
    assert ([file.subpath for file in rest.files], rest.next) == (["c"], None)
    assert reader.file(run, "set", subpath="b").name == "b"
    assert reader.file(run, "images").step == 2.0
    assert reader.file(run, "images", step=1.0).step == 1.0
    with pytest.raises(FileMissing):
        reader.file(run, "images", step=9.0)
    with pytest.raises(FileMissing):
        reader.file(run, "set", subpath="z")
