"""An export folder in, fetched back: every row equal; a second import changes nothing."""

import math
import sqlite3
import struct
import time
from array import array
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from seamark.model.errors import NotFound
from seamark.sdk.transport import Transport
from seamark.wire.api.fields import FieldPage
from seamark.wire.api.projects import Project
from seamark.wire.api.runs import Run
from seamark.wire.api.sessions import Session

LONG = "ä" * 40_000
SINGLES = {
    ("parameters/lr", "float"): 0.1 + 0.2,
    ("parameters/tiny", "float"): 5e-324,
    ("parameters/infinite", "float"): -math.inf,
    ("parameters/batch", "int"): 2**53 + 1,
    ("parameters/least", "int"): -(2**63),
    ("parameters/shuffle", "bool"): False,
    ("parameters/name", "string"): "späte Grüße\nzwei Zeilen\t\"'",
    ("parameters/empty", "string"): "",
    ("notes", "string"): LONG,
    ("when", "datetime"): datetime(1999, 12, 31, 23, 59, 59, 999000, tzinfo=UTC),
    ("before 1970", "datetime"): datetime(1931, 2, 3, 4, 5, 6, 7000, tzinfo=UTC),
    ("labels", "string_set"): ["b", "a", "ü/ö"],
    ("no labels", "string_set"): [],
    ("a/b", "int"): 1,
    ("a/b/c", "int"): 2,
}
STEPS = ["0", "1", "1.000001", "2.5", "1000000.000001", "4503599627.370495", "-3.25", "999999999999.000000"]
POINTS = list(zip(STEPS, [0.5, math.nan, math.inf, -math.inf, 1e-308, 0.1 + 0.2, -0.0, 1e300], strict=True))
HISTOGRAM = {"type": "COUNTING", "edges": [-1.5, 0.1 + 0.2, 2.0, 1e300], "values": [1.0, 0.0, 2.0**53]}
DENSITY = {"type": "DENSITY", "edges": [0.0, 0.5, 1.0], "values": [0.25, 1.75]}
BYTES = bytes(range(256)) * 100


def fill(run):
    """One run with every type and every hard value."""
    for (path, type), value in SINGLES.items():
        run.add(path, type, value)
    run.add("of other runs", "float").add("files of other runs", "file")
    run.series("train/loss", POINTS)
    run.series("log", [("0", "one"), ("0.5", ""), ("1", "zeile\n2"), ("2", "NaN")], "string_series")
    run.series("weights", [("0", HISTOGRAM), ("10.5", DENSITY)], "histogram_series")
    run.file("model/best.bin", BYTES).file("empty.txt", b"")
    run.file("images", b"one", "file_series", "images/0.png", step=Decimal(0), timestamp=run.export.at(0))
    run.file("images", b"two", "file_series", "images/1_5.png", step=Decimal("1.5"), timestamp=run.export.at(1))
    run.file("code/main.py", b"print()", "file_set", "code_set/sub/main.py")
    run.rows[-1]["attribute_path"] = "code"
    run.rows[-1]["file_value"] = {"path": f"{run.project}/{run.run}/code_set"}
    run.file("code_set/all.zip", b"PK", "file_set")
    run.rows.pop()
    run.file("dataset", b'[{"filePath": "a.csv"}]', "artifact", "dataset/files_list.json")
    return run


def ask(server):
    return Transport(server.url, server.token)


@pytest.fixture
def project(request):
    """A project of each test's own."""
    return f"lab/{request.node.name}"


@pytest.fixture
def filled(export, project):
    """The export of one full run, in three parts."""
    run = fill(export.run("RUN-7", project=project, name="fancy", description="long", tags=["x", "y"], failed=True))
    run.sys(running_time=12.5, ping_time=export.at(60_000), custom_run_id="mine", group_tags=["g"])
    run.write(9, 12)
    return run


def test_every_row_comes_back(filled, bring, open_run, project, tmp_path):
    done = bring()
    assert done.code == 0, done.said
    assert "whole" in done.said
    assert all(line["expected"] == line["stored"] for line in done.report["totals"].values())
    assert done.kinds() == {"no_value": 2}
    read = open_run("RUN-7", project)
    assert set_singles(read) == {path: as_read(value) for (path, _), value in SINGLES.items()}
    check_series(read)
    check_files(read, tmp_path)


def set_singles(read):
    return {path: read[path].fetch() for path, _ in SINGLES if path != "a/b"} | {"a/b": read["a/b"].fetch()}


def as_read(value):
    return set(value) if isinstance(value, list) else value


def check_series(read):
    frame = read["train/loss"].fetch_values().sort_values("time")
    assert [Decimal(step).quantize(Decimal("0.000001")) for step in frame["step"]] == [Decimal(step) for step in STEPS]
    packed = [struct.pack("<d", value) for _, value in POINTS]
    assert [struct.pack("<d", value) for value in frame["value"]] == packed
    assert [moment.isoformat() for moment in frame["time"]][:2] == [
        "2025-03-01T12:00:00.130000+00:00",
        "2025-03-01T12:00:01.130000+00:00",
    ]
    log = read["log"].fetch_values()
    assert log["value"].tolist() == ["one", "", "zeile\n2", "NaN"]
    assert log["step"].tolist() == [0.0, 0.5, 1.0, 2.0]
    weights = read["weights"].fetch_values()
    assert weights["step"].tolist() == [0.0, 10.5]
    counted, density = weights["value"]
    assert (counted.edges, counted.counts) == (HISTOGRAM["edges"], HISTOGRAM["values"])
    assert (density.edges, density.densities) == (DENSITY["edges"], DENSITY["values"])


def check_files(read, tmp_path):
    assert read["model/best.bin"].download(tmp_path / "best.bin").read_bytes() == BYTES
    assert read["empty.txt"].download(tmp_path / "empty.txt").read_bytes() == b""
    assert read["dataset"].download(tmp_path / "list.json").read_bytes() == b'[{"filePath": "a.csv"}]'
    folder = read["code"].download(tmp_path / "code")
    found = {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    assert found == {"all.zip": b"PK", "sub/main.py": b"print()"}
    assert read["images"].download(tmp_path / "last.png").read_bytes() == b"two"


def test_what_neptune_kept_of_itself_stands_where_it_belongs(filled, bring, open_run, server, project):
    assert bring().code == 0
    run = ask(server).get("/runs/RUN-7", Run, query={"project": project})
    assert (run.own_id, run.name, run.description) == ("RUN-7", "fancy", "long")
    assert (run.state, run.owner, run.tags, run.running_seconds) == ("failed", "sophia", ["x", "y"], 12.5)
    assert run.created_at == 1_730_799_015_250_000
    assert run.ended_at == 1_740_830_460_123_000
    read = open_run("RUN-7", project)
    assert read["neptune/sys/custom_run_id"].fetch() == "mine"
    assert read["neptune/sys/owner"].fetch() == "sophia"
    assert read["neptune/sys/tags"].fetch() == {"x", "y"}
    assert read["sys/group_tags"].fetch() == {"g"}
    assert read["neptune/sys/creation_time"].fetch() == filled.export.MADE
    page = ask(server).get(f"/runs/{run.uid}/fields", FieldPage, query={"prefix": "sessions/"})
    assert page.fields == []


def count_all(server):
    """Every row of the catalog's sessions and objects, and the number of the newest commit."""
    with sqlite3.connect(f"file:{server.data}/catalog.db?mode=ro", uri=True) as catalog:
        return [
            catalog.execute(f"SELECT * FROM {table} ORDER BY number").fetchall() for table in ("sessions", "objects")
        ]


def test_a_second_import_changes_nothing(filled, bring, server, tmp_path, project):
    assert bring().code == 0
    uid = ask(server).get("/runs/RUN-7", Run, query={"project": project}).uid
    before = count_all(server), ask(server).get(f"/runs/{uid}/fields", FieldPage, query={"limit": 1000})
    again = bring()
    assert again.code == 0, again.said
    assert all(line["expected"] == line["stored"] for line in again.report["totals"].values())
    moved = tmp_path / "moved"
    filled.export.folder.rename(moved)
    assert bring(folder=moved).code == 0
    after = count_all(server), ask(server).get(f"/runs/{uid}/fields", FieldPage, query={"limit": 1000})
    assert before == after


def test_a_dry_run_reads_all_and_sends_nothing(filled, bring, server):
    done = bring("--dry-run", "--project", "lab/dry")
    assert done.code == 0, done.said
    assert "nothing was sent" in done.said
    wet = bring()
    assert {type: line["read"] for type, line in done.report["totals"].items()} == {
        type: line["read"] for type, line in wet.report["totals"].items()
    }
    assert "dry" not in {project.name for project in ask(server).get("/projects", list[Project])}


def test_runs_keep_their_ids_where_they_can(export, bring, open_run, server, project):
    for number in (3, 12):
        export.run(f"SAN-{number}", project=project).write()
        export.run(f"SAN-{number}", project=f"{project} too").write()
    export.run("my own run", project=project, id="SAN-11").write()
    assert bring().code == 0
    assert [open_run(name, project).id for name in ("SAN-3", "SAN-12", "my own run", "SAN-11")] == [
        *("SAN-3", "SAN-12", "SAN-11", "SAN-11"),
    ]
    assert open_run("SAN-3", f"{project} too").id != "SAN-3"
    assert server.make_run(project) != server.make_run(project)
    assert ask(server).get("/runs/SAN-14", Run).project == project


def test_a_run_that_is_brought_in_never_looks_as_if_it_ran(export, bring, open_run, server, project):
    export.run("RUN-1", project=project, state="active", failed=True).write()
    assert bring().code == 0
    uid = open_run("RUN-1", project).url.rpartition("/")[2]
    (session,) = ask(server).get(f"/runs/{uid}/sessions", list[Session])
    assert (session.state, session.started_at, session.ended_at) == (
        "failed",
        1_730_799_015_250_000,
        1_730_799_015_250_000,
    )
    assert (session.host, session.pid, session.command) == ("", 0, "")
    assert uid not in {run.short for run in ask(server).get("/running", list[Run])}


def test_what_was_killed_goes_on_where_it_stood(export, bring, start, open_run, server, project):
    export.run("RUN-1", project=project).series("y", [("0", 1.0)]).write().many("x", 1_500_000, parts=3)
    process = start()
    deadline = time.monotonic() + 60
    while _count(server, project) < 200_000 and time.monotonic() < deadline:
        time.sleep(0.05)
    process.kill()
    process.wait()
    stored = _count(server, project)
    assert 200_000 <= stored < 1_500_000
    done = bring()
    assert done.code == 0, done.said
    steps, _, values = open_run("RUN-1", project)["x"]._recorder.reader().fetch_points("x")
    assert steps == values == array("d", range(1_500_000))


def _count(server, project):
    try:
        page = ask(server).get("/runs/RUN-1/fields", FieldPage, query={"project": project, "path": "x"})
    except NotFound:
        return 0
    return sum(field.stats.count for field in page.fields if field.stats)


def test_only_some_runs_and_another_project(export, bring, open_run, server, project):
    for number in range(3):
        export.run(f"RUN-{number}", project="lab/source").write()
        export.run(f"OTH-{number}", project="lab/other").write()
    done = bring("--only", "RUN-1", "--only", "OTH-2", "--project", f"lab/source={project}")
    assert done.code == 0, done.said
    assert [(run["project"], run["run"]) for run in done.report["runs"]] == [("lab/other", "OTH-2"), (project, "RUN-1")]
    assert "no project" in bring("--project", "lab/none=x").said
    assert "has 2 projects" in bring("--project", "x").said
    done = bring("--only", "RUN-1")
    assert (done.code, done.report["runs"][0]["project"]) == (0, "lab/source"), "each project has one of its own"
