"""Models and their versions: as runs, under their own ids, with stages, after one another."""

import sqlite3
import time
from array import array
from datetime import timedelta

import pytest

from seamark.model.errors import NotFound
from seamark.sdk.transport import Transport
from seamark.wire.api.fields import FieldPage

POINTS = [("0", 0.5), ("1.5", 0.25), ("2", -1.0)]


@pytest.fixture
def project(request):
    """A project of each test's own."""
    return f"lab/{request.node.originalname}"


@pytest.fixture
def filled(export, project):
    """A run, two models and three versions, some of which were made before their model."""
    export.run("FUL-12", project=project).add("lr", "float", 0.1).write()
    tags, early = ["resnet", "ü"], export.MADE - timedelta(days=9)
    model = export.model("FUL-NET", project, name="the net", description="long", tags=tags)
    model.add("signature", "string", "float32").file("card", b"# Card").write(3)
    facts = {"name": "wider", "stage": "production", "owner": "eve", "creation_time": early}
    version = export.version("FUL-NET-4", project, tags=["best"], **facts)
    version.series("val/acc", POINTS).series("log", [("0", "one"), ("1", "two")], "string_series")
    version.file("weights", bytes(range(256))).file("code/main.py", b"print()", "file_set", "code/main.py")
    version.rows[-1] |= {"attribute_path": "code", "file_value": {"path": "model_versions/FUL-NET-4/code"}}
    version.write(5, 4)
    export.version("FUL-NET-2", project, stage="archived").add("n", "int", 2).write()
    export.model("FUL-CNN", project).write()
    export.version("FUL-CNN-1", project).write()
    return version


def read_at_once(server, uid):
    """Every row of the catalog's sessions and objects, and all fields of one of them."""
    with sqlite3.connect(f"file:{server.data}/catalog.db?mode=ro", uri=True) as catalog:
        rows = [
            catalog.execute(f"SELECT * FROM {table} ORDER BY number").fetchall() for table in ("sessions", "objects")
        ]
    return rows, Transport(server.url, server.token).get(f"/runs/{uid}/fields", FieldPage, query={"limit": 1000})


def test_models_come_back_whole_and_once(filled, bring, server, project, open_project, tmp_path):
    read = bring("--dry-run")
    assert (read.code, read.report["findings"]) == (0, [])
    assert "1 run, 2 models, 3 model versions read; nothing was sent" in read.said
    done = bring()
    assert done.code == 0, done.said
    assert "1 run, 2 models, 3 model versions brought in, whole" in done.said
    assert all(line["expected"] == line["stored"] for line in done.report["totals"].values())
    assert [line["read"] for line in read.report["totals"].values()] == [
        line["read"] for line in done.report["totals"].values()
    ]
    entries = done.report["runs"]
    assert [(entry["kind"], entry["id"]) for entry in entries] == [
        ("run", "FUL-12"),
        *(("model", id) for id in ("FUL-CNN", "FUL-NET")),
        *(("model_version", id) for id in ("FUL-NET-4", "FUL-CNN-1", "FUL-NET-2")),
    ]
    opened = open_project(project)
    check_model(opened, filled.export)
    check_version(opened.model_version("FUL-NET-4"), tmp_path)
    before = read_at_once(server, opened.model_version("FUL-NET-4").uid)
    filled.export.folder.rename(tmp_path / "moved")
    again = bring(folder=tmp_path / "moved")
    assert again.code == 0, again.said
    assert [entry["stored"] for entry in again.report["runs"]] == [entry["stored"] for entry in entries]
    assert read_at_once(server, opened.model_version("FUL-NET-4").uid) == before
    assert opened.model("NET").make_version().id == "FUL-NET-5"


def check_model(project, export):
    assert {model.id for model in project.models()} == {"FUL-NET", "FUL-CNN"}
    model = project.model("NET")
    assert [version.id for version in model.versions()] == ["FUL-NET-2", "FUL-NET-4"]
    assert [version.id for version in model.versions(stage="production")] == ["FUL-NET-4"]
    assert (model.name, model.description, model.tags.fetch()) == ("the net", "long", {"resnet", "ü"})
    assert model["sys/owner"].fetch() == "sophia"
    assert model["sys/created_at"].fetch() == export.MADE
    assert model["neptune/sys/id"].fetch() == "FUL-NET"
    assert model["signature"].fetch() == "float32"
    assert model["card"].fetch().size == 6
    assert "sys/state" not in model


def check_version(version, tmp_path):
    assert (version.name, version.stage, version.model_id) == ("wider", "production", "FUL-NET")
    assert version["sys/owner"].fetch() == "eve"
    assert (version["sys/kind"].fetch(), version["neptune/sys/stage"].fetch()) == ("model_version", "production")
    frame = version["val/acc"].fetch_values()
    assert list(zip(frame["step"], frame["value"], strict=True)) == [(float(step), value) for step, value in POINTS]
    assert version["log"].fetch_values()["value"].tolist() == ["one", "two"]
    assert version["weights"].download(tmp_path / "weights").read_bytes() == bytes(range(256))
    assert (version["code"].download(tmp_path / "code") / "main.py").read_bytes() == b"print()"
    assert "sys/state" not in version


def test_models_keep_what_they_can_of_their_ids(export, bring, project, open_project, server):
    """A key that is taken, a project of another key, and an own id that stands in two projects."""
    server.make_run(project)
    opened = open_project(project)
    opened.make_model("TAKEN")
    for id in ("SUN-NET", "SUN-TAKEN", "SUN-no key"):
        export.model(id, project).write()
        export.version(f"{id}-7", project).write()
    export.model("SUN-NET", f"{project} too").write()
    assert bring().code == 0
    key = opened.key
    assert opened.model("SUN-NET").id == f"{key}-NET"
    numbered = [opened.model(name).id for name in ("SUN-TAKEN", "SUN-no key")]
    assert {id.rpartition("-")[2].isdigit() for id in numbered} == {True}
    assert [version.id for id in numbered for version in opened.model(id).versions()] == [f"{id}-7" for id in numbered]
    assert opened.model_version("SUN-NET-7").id == f"{key}-NET-7"
    assert opened.model_version("SUN-TAKEN-7")["neptune/sys/id"].fetch() == "SUN-TAKEN-7"
    assert open_project(f"{project} too").model("SUN-NET").id == "SUN-NET"


def test_a_version_without_its_model_is_named(export, make_export, bring, project, open_project, tmp_path):
    """It comes in where an earlier import brought the model."""
    later = make_export(tmp_path / "later")
    later.version("ALN-NET-3", project).add("n", "int", 3).write()
    later.run("ALN-1", project=project).write()
    assert bring("--dry-run", folder=later.folder).kinds(1) == {"missing_model": 1}
    done = bring(folder=later.folder)
    assert (done.code, done.kinds(1)) == (1, {"missing_model": 1})
    assert done.report["runs"][1]["rows_left_out"] == 6
    assert "ALN-NET" in done.said
    with pytest.raises(NotFound):
        open_project(project).model_version("ALN-NET-3")
    export.model("ALN-NET", project).write()
    assert bring().code == 0
    done = bring(folder=later.folder)
    assert (done.code, done.kinds(1)) == (0, {"absent_model": 1})
    (version,) = open_project(project).model("NET").versions()
    assert (version.id, version["n"].fetch()) == ("ALN-NET-3", 3)


def test_what_is_damaged_or_called_as_a_run_is(export, bring, project, open_project, open_run):
    """A model that was not finished, a stage that is none, a torn part, a run of a model's name, only some."""
    model = export.model("DAM-NET", project).add("n", "int", 1).write()
    export.run("DAM-NET", project=project, id="DAM-1").add("n", "int", 2).write()
    open_part = export.model("DAM-OPEN", project).write()
    open_part.part(0).rename(open_part.part(0).with_suffix(".parquet.tmp"))
    torn = export.version("DAM-NET-1", project, stage="shipped").series("x", POINTS).write(5)
    torn.part(1).write_bytes(torn.part(1).read_bytes()[:100])
    done = bring("--only", "DAM-1", "--only", "DAM-NET-1", "--dry-run")
    assert [entry["run"] for entry in done.report["runs"]] == ["DAM-NET", "DAM-NET-1"]
    done = bring()
    assert done.code == 1
    assert [finding["path"] for finding in done.report["findings"]] == [
        f"models/{open_part.part(0).name.removesuffix('_part_0.parquet')}"
    ]
    assert done.kinds(2) == {"torn_part": 1, "refused": 1}
    opened = open_project(project)
    assert open_run("DAM-NET", project)["n"].fetch() == 2
    assert opened.model("NET")["n"].fetch() == 1
    assert opened.model("NET")["sys/kind"].fetch() == "model"
    assert opened.model("NET")["neptune/sys/id"].fetch() == model.run
    (version,) = opened.model("NET").versions()
    assert (version.stage, version["neptune/sys/stage"].fetch()) == ("none", "shipped")


def test_a_version_goes_on_where_the_import_was_killed(export, bring, start, project, open_project):
    export.model("KIL-NET", project).write()
    export.version("KIL-NET-3", project).series("y", POINTS).write().many("x", 1_000_000, parts=2)
    process = start()
    deadline = time.monotonic() + 60
    while count_points(open_project, project) < 100_000 and time.monotonic() < deadline:
        time.sleep(0.05)
    process.kill()
    process.wait()
    assert 100_000 <= count_points(open_project, project) < 1_000_000
    done = bring()
    assert done.code == 0, done.said
    steps, _, values = open_project(project).model_version("KIL-NET-3")["x"]._recorder.reader().fetch_points("x")
    assert steps == values == array("d", range(1_000_000))


def count_points(open_project, project):
    try:
        version = open_project(project).model_version("KIL-NET-3")
    except NotFound:
        return 0
    return sum(field.stats.count for field in version._recorder.reader().list_fields() if field.stats)
