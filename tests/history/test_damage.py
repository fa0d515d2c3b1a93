"""What is damaged, missing or hostile is counted and named; nothing else is lost with it."""

import json
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from seamark.model import limits


@pytest.fixture
def project(request):
    """A project of each test's own."""
    return f"lab/{request.node.originalname}"


def find(done, kind, run=0):
    return [finding for finding in done.report["runs"][run]["findings"] if finding["kind"] == kind]


def test_files_outside_the_folder_are_never_read(export, bring, open_run, project, tmp_path, server):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    run = export.run(project=project).file("fine", b"fine")
    root = export.files / run.folder.name
    (root / "link.txt").symlink_to(secret)
    (root / "folder").symlink_to(tmp_path)
    (root / "set").mkdir()
    (root / "set" / "fine.txt").write_bytes(b"in the set")
    (root / "set" / "a link.txt").symlink_to(secret)
    (root / "set" / "a folder").symlink_to(tmp_path)
    (root / "around").symlink_to(root / "set")
    hostile = ["../../../secret.txt", "/etc/passwd", str(secret), "link.txt", "folder/secret.txt", "..", "C:/x", "a\0b"]
    for index, name in enumerate(hostile):
        run.add(f"hostile/{index}", "file", name)
    run.add("set", "file_set", "set").add("around", "file_set", "around").add("dotted", "file_set", "../files")
    run.write()
    done = bring()
    assert done.code == 1
    assert {finding["path"] for finding in find(done, "unsafe_file")} == {
        *(f"hostile/{index}" for index in range(len(hostile))),
        *("set", "around", "dotted"),
    }
    assert {finding["path"]: finding["count"] for finding in find(done, "unsafe_file")}["set"] == 2
    read = open_run("RUN-1", project)
    assert read["fine"].download(tmp_path / "fine").read_bytes() == b"fine"
    assert [file.name for file in read["set"].download(tmp_path / "out").rglob("*") if file.is_file()] == ["fine.txt"]
    assert "hostile" not in read
    assert not any(blob.read_bytes() == b"secret" for blob in server.data.rglob("blobs/*/*") if blob.is_file())


def test_missing_files_are_named(export, bring, open_run, project):
    run = export.run(project=project).file("here", b"1").file("gone", b"2").add("folder", "file", "a")
    (export.files / run.folder.name / project / "RUN-1" / "gone").unlink()
    (export.files / run.folder.name / "a").mkdir()
    run.write()
    done = bring()
    assert done.code == 1
    assert done.kinds() == {"missing_file": 2}
    assert "gone" in done.said
    assert "here" in open_run("RUN-1", project)
    assert bring().kinds() == {"missing_file": 2}


def test_an_empty_file_set_is_there(export, bring, open_run, project):
    run = export.run(project=project).add("code", "file_set", "code")
    (export.files / run.folder.name / "code").mkdir(parents=True)
    run.write()
    done = bring()
    assert (done.code, done.kinds()) == (0, {})
    assert "code" in open_run("RUN-1", project)


def test_the_same_large_file_in_many_runs(export, bring, open_run, project, tmp_path):
    """And files without an ending are known by what they begin with."""
    content = b"\x89PNG\r\n\x1a\n" + bytes(3 * 2**20)
    for number in range(12):
        export.run(f"RUN-{number}", project=project).file("picture", content).write()
    assert bring().code == 0
    for number in (0, 11):
        read = open_run(f"RUN-{number}", project)
        assert read["picture"].download(tmp_path / "picture").read_bytes() == content
        assert read["picture"].fetch().media_type == "image/png"


def test_a_torn_part_costs_its_own_rows(export, bring, open_run, project):
    run = export.run(project=project)
    facts = len(run.rows)
    run.series("one", [(str(step), step) for step in range(10)])
    run.series("two", [(str(step), step) for step in range(10)])
    run.series("three", [(str(step), step) for step in range(10)]).write(facts + 10, 10)
    whole = run.part(1).read_bytes()
    run.part(1).write_bytes(whole[: len(whole) // 2])
    done = bring()
    assert done.code == 1
    assert done.kinds() == {"torn_part": 1}
    read = open_run("RUN-1", project)
    assert len(read["three"].fetch_values()) == 10
    assert "two" not in read
    run.part(1).write_bytes(whole)
    done = bring()
    assert (done.code, done.kinds()) == (0, {})
    assert len(read["two"].fetch_values()) == len(read["three"].fetch_values()) == 10


@pytest.mark.parametrize("damage", ["empty", "noise", "other columns", "damaged in the middle"])
def test_what_is_no_part_is_named(export, bring, open_run, project, damage):
    run = export.run(project=f"{project} {damage}").series("x", [(str(step), step) for step in range(5000)]).write(100)
    content = run.part(1).read_bytes()
    match damage:
        case "empty":
            run.part(1).write_bytes(b"")
        case "noise":
            run.part(1).write_bytes(b"PAR1" + bytes(1000) + b"PAR1")
        case "other columns":
            pq.write_table(pa.table({"a": [1]}), run.part(1))
        case _:
            run.part(1).write_bytes(content[:100] + b"\xff" * 3000 + content[3100:])
    done = bring()
    assert done.code == 1
    assert done.kinds() == {"torn_part": 1}
    assert len(open_run("RUN-1", f"{project} {damage}")["x"].fetch_values()) == 100 - 5


def test_a_run_that_was_not_finished_is_named(export, bring, project):
    export.run("RUN-1", project=project).write()
    run = export.run("RUN-2", project=project).write()
    run.part(0).rename(run.part(0).with_suffix(".parquet.tmp"))
    missing = export.run("RUN-3", project=project).series("x", [("0", 1.0)]).write(2, 2)
    missing.part(1).unlink()
    done = bring()
    assert done.code == 1
    assert [finding["kind"] for finding in done.report["findings"]] == ["incomplete_run"]
    assert [run["run"] for run in done.report["runs"]] == ["RUN-1", "RUN-3"]
    assert done.kinds(1) == {"missing_part": 1}


def test_values_that_no_field_can_have_are_named(export, bring, open_run, project):
    run = export.run(project=project)
    run.add("good", "int", 1).add("/bad//path", "int", 1).add("x" * 2000, "int", 1).add("tab\there", "int", 1)
    run.add("strange", "git_ref").add("strange", "run_state")
    run.series("log", [("0", "a"), ("1", "b" * (limits.STRING_POINT_BYTES + 1)), ("2", "c")], "string_series")
    run.add("novel", "string", "n" * (limits.STRING_BYTES + 1))
    run.add("labels", "string_set", ["fine", "l" * 2000, ""])
    bins = {"type": "COUNTING", "edges": [0.0, 1.0, 2.0], "values": [1.0]}
    run.series("h", [("0", bins), ("1", bins | {"type": "SPIRAL", "values": [1.0, 2.0]})], "histogram_series")
    run.add("x", "float_series", 1.0, timestamp=run.export.at(0))
    run.series("x", [("1", 1.0)])
    run.add("x", "float_series", 2.0, step=Decimal(2))
    run.add("e\u0301", "int", 1).add("\u00e9", "int", 2)
    run.add("neptune/sys/id", "string", "mine")
    run.write()
    done = bring()
    assert done.code == 1
    assert done.kinds() == {
        "wrong_path": 3,
        "unknown_type": 2,
        "too_long": 3,
        "wrong_histogram": 2,
        "no_step": 1,
        "no_time": 1,
        "same_path": 2,
    }
    read = open_run("RUN-1", project)
    assert read["good"].fetch() == 1
    assert read["log"].fetch_values()["value"].tolist() == ["a", "c"]
    assert read["labels"].fetch() == {"fine"}
    assert read["x"].fetch_values()["step"].tolist() == [1.0, 2.0]
    assert read["\u00e9"].fetch() == 1
    assert read["neptune/sys/id"].fetch() == "RUN-1"


def test_steps_that_float64_cannot_hold_are_counted(export, bring, open_run, project):
    steps = ["0.1", "999999999999.999999", "999999999999.999998", "5000000000.000001", "9007199254.740993"]
    export.run(project=project).series("x", [(step, 1.0) for step in steps]).write()
    done = bring()
    assert done.code == 0
    inexact = [step for step in steps if Decimal(float(step)).quantize(Decimal("0.000001")) != Decimal(step)]
    assert inexact == ["999999999999.999999", "999999999999.999998"]
    assert done.kinds() == {"inexact_step": 2}
    assert "999999999999.999999" in find(done, "inexact_step")[0]["detail"]
    assert open_run("RUN-1", project)["x"].fetch_values()["step"].tolist() == sorted(map(float, steps))


def test_another_export_of_the_same_run_changes_nothing(export, make_export, bring, open_run, project, tmp_path):
    export.run(project=project).series("x", [("0", 1.0)]).write()
    assert bring().code == 0
    later = make_export(tmp_path / "later")
    later.run(project=project).series("x", [("0", 1.0), ("1", 2.0)]).write()
    done = bring(folder=later.folder)
    assert done.code == 1
    assert done.kinds() == {"changed_part": 1}
    assert open_run("RUN-1", project)["x"].fetch_values()["value"].tolist() == [1.0]


def test_the_report_says_what_is_not_there(export, bring, project, server):
    """A field that somebody changed after the import is not as it was read."""
    export.run(project=project).add("lr", "float", 0.5).series("x", [("0", 1.0)]).write()
    assert bring().code == 0
    uid = json.loads(server.request("GET", f"/api/v1/runs/RUN-1?project={project}").body)["uid"]
    server.write(uid, {"op": "delete", "path": "x"}, {"op": "assign", "path": "lr", "value": 0.25})
    done = bring()
    assert done.code == 1
    assert done.kinds() == {"unequal": 2}
    assert "NOT EQUAL" in done.said
