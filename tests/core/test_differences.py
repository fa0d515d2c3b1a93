"""What runs changed, on the real stores: whose run before, which code, within which bounds."""

import itertools
import json

import pytest
from msgspec.structs import replace

from seamark.core import captured_changes, contents
from seamark.core.differences import Differ
from seamark.model.objects import make_uid, session_prefix
from seamark.model.values import FieldType
from seamark.storage.columns import comparing
from seamark.storage.columns.engine import Engine

NUMBERS = itertools.count()


@pytest.fixture
def project(shelf):
    return shelf.project()


@pytest.fixture
def differ(shelf):
    return Differ(shelf.catalog, shelf.columns, shelf.blobs)


def session(shelf, run, attempt=0, **files):
    """Register a session that captured some files (``__`` stands for a slash); returns its prefix."""
    origin = make_uid()
    facts = {"host": "", "pid": 1, "command": "", "started_at": next(NUMBERS)}
    shelf.catalog.sessions.start(run.number, origin, attempt=attempt, **facts)
    for path, content in files.items():
        plain = path.replace("__", "/")
        name = {"source/script": "train.py", "packages": "requirements.txt"}.get(plain, "a.txt")
        shelf.file(run, f"{session_prefix(origin)}/{plain}", content, name=name)
    return session_prefix(origin)


def tell(differ, project, run, against=None, limit=20):
    return differ.compare(project, [run], against, limit)[0]


def brief(told):
    return [(change.path, change.before, change.after) for change in told.changes]


def test_the_run_before_is_of_the_same_owner(shelf, project, differ):
    runs = [shelf.run(project, owner=owner) for owner in ("ada", "bob", "ada", "bob", "eve")]
    told = differ.compare(project, runs, None, 20)
    assert [one.against for one in told] == [None, None, runs[0].id, runs[1].id, None]


def test_values_are_spelled_as_cells_are(shelf, project, differ):
    one, two = shelf.run(project), shelf.run(project)
    shelf.assign(one, config__a=1, config__b=2**53 + 1, config__c=float("nan"), config__d=True, config__f=0.5)
    shelf.assign(two, config__a=1.0, config__b=2**53, config__c=1, config__d=False, config__e="x" * 2000, config__f=[1])
    shelf.write(fields=[shelf.field(two, "config/g", [str(index) for index in range(80)], FieldType.STRING_SET)])
    shelf.assign(two, config__h={"long": "y" * 600})
    told = tell(differ, project, two)
    values = {change.path.removeprefix("config/"): (change.before, change.after) for change in told.changes}
    assert values["b"] == ("9007199254740993", 2**53)
    assert values["c"] == ("NaN", 1)
    assert values["d"] == (True, False)
    assert values["e"] == (None, "x" * 500 + "…")
    assert values["f"] == (0.5, [1])
    assert (len(values["g"][1]), values["g"][1][-1]) == (51, "…")
    assert values["h"][1].startswith('{"long":"yyy')
    assert values["h"][1].endswith("y…")
    assert set(values) == set("bcdefgh")


def test_a_great_many_values_are_compared_in_portions(shelf, project, differ, monkeypatch):
    runs = [shelf.run(project) for _ in range(5)]
    for index, run in enumerate(runs):
        shelf.assign(run, config__lr=index, config__seed=index // 2, config__same=1)
    whole = differ.compare(project, runs, None, 20)
    monkeypatch.setattr(comparing, "_VALUES_AT_ONCE", 7)
    assert differ.compare(project, runs, None, 20) == whole
    assert [one.total for one in whole] == [0, 1, 2, 1, 2]


def test_the_prefixes_are_those_of_the_project(shelf, project, differ):
    one, two = shelf.run(project), shelf.run(project)
    for value, run in enumerate((one, two)):
        shelf.assign(run, config__a=value, mine__a=value, minerals=value, other__a=value)
    project = shelf.catalog.projects.change(project.number, config_prefixes=["mine", "other/deep"])
    assert brief(tell(differ, project, two)) == [("mine/a", 0, 1)]


def test_what_neptunes_clients_leave_of_the_code(shelf, project, differ):
    runs = [shelf.run(project), shelf.run(project)]
    for run, commit, text in zip(runs, ("a" * 40, "b" * 40), (b"x\n", b"x\ny\n"), strict=True):
        git = {"commit": {"commitId": commit, "message": "m"}, "repositoryDirty": commit[0] == "b"}
        shelf.write(fields=[shelf.field(run, "source_code/git", git, FieldType.GIT_REF)])
        for name, content in {"a.py": text, "b.py": b"same\n", f"only_{commit[0]}.py": b"1\n2\n"}.items():
            shelf.file(run, "source_code/files", content, FieldType.FILE_SET, subpath=name, name=name)
        shelf.file(run, "source_code/requirements", b"Torch_Vision==" + commit[:1].encode() + b"\n# note\n-e .\n")
        shelf.file(run, "data", b"[%d]" % run.number, FieldType.ARTIFACT, name=commit[0] * 64)
    found = tell(differ, project, runs[1])
    assert [(change.path, change.added, change.removed) for change in found.changes] == [
        ("commit", None, None),
        ("a.py", 1, 0),
        ("only_a.py", 0, 2),
        ("only_b.py", 2, 0),
        ("uncommitted", None, None),
        ("data", None, None),
        ("torch-vision", None, None),
    ]
    assert brief(found)[4:] == [
        ("uncommitted", None, "changed"),
        ("data", "a" * 8, "b" * 8),
        ("torch-vision", "a", "b"),
    ]


def test_a_script_of_another_name_is_one_change(shelf, project, differ):
    one, two = shelf.run(project), shelf.run(project)
    session(shelf, one, source__script=b"1\n2\n")
    prefix = session(shelf, two)
    shelf.file(two, f"{prefix}/source/script", b"1\n3\n", name="other.py")
    ((change),) = tell(differ, project, two).changes
    assert (change.path, change.added, change.removed) == ("other.py", 1, 1)


def test_a_run_that_captured_nothing_changed_nothing(shelf, project, differ):
    one, two = shelf.run(project), shelf.run(project)
    session(shelf, one, source__script=b"1\n", packages=b"torch==2\n")
    session(shelf, two)
    assert tell(differ, project, two).changes == []


def test_the_newest_attempt_that_captured_anything_counts(shelf, project, differ):
    one, two = shelf.run(project), shelf.run(project)
    session(shelf, one, source__script=b"1\n")
    session(shelf, two, source__script=b"1\n1\n")
    session(shelf, two, attempt=1, source__script=b"1\n2\n3\n")
    session(shelf, two, attempt=1, source__script=b"1\n2\n3\n4\n")
    session(shelf, two, attempt=2)
    (change,) = tell(differ, project, two).changes
    assert (change.added, change.removed) == (2, 0)


LONG = {
    "binary": (b"a\0b", b"a\0c"),
    "many bytes": (b"x" * (contents.TEXT_BYTES + 1), b"y"),
    "many lines": (b"\n" * (contents.TEXT_LINES + 1), b"y"),
}


@pytest.mark.parametrize("texts", LONG.values(), ids=LONG)
def test_what_is_no_text_or_too_long_is_not_counted(shelf, project, differ, texts):
    runs = [shelf.run(project), shelf.run(project)]
    for run, text in zip(runs, texts, strict=True):
        session(shelf, run, source__script=text, packages=text)
    script, packages = tell(differ, project, runs[1]).changes
    assert (script.path, script.added, script.removed) == ("train.py", None, None)
    assert (packages.kind, packages.path) == ("packages", "packages")
    assert packages.before != packages.after


def test_a_blob_that_is_gone_is_not_counted(shelf, project, differ):
    runs = [shelf.run(project), shelf.run(project)]
    for index, run in enumerate(runs):
        prefix = session(shelf, run, source__script=b"%d" % index)
        row = shelf.columns.find_file(project.number, run.number, f"{prefix}/source/script")
        gone = {"digest": f"{index}" * 64, "origin": 9}
        shelf.write(files=[replace(row, step=1.0, **gone)])
    (change,) = tell(differ, project, runs[1]).changes
    assert (change.before, change.after, change.added) == ("0" * 8, "1" * 8, None)


def test_so_many_pairs_are_read_and_then_remembered(shelf, project, differ):
    runs = [shelf.run(project) for _ in range(contents.READINGS + 6)]
    for index, run in enumerate(runs):
        session(shelf, run, source__script=b"line\n" * (index + 1))

    def count():
        return sum(one.changes[0].added is not None for one in differ.compare(project, runs[1:], None, 20))

    assert (count(), count()) == (contents.READINGS, contents.READINGS + 5)


def test_so_many_sets_are_listed(shelf, project, differ, monkeypatch):
    monkeypatch.setattr(captured_changes, "SETS_READ", 2)
    runs = [shelf.run(project) for _ in range(4)]
    for index, run in enumerate(runs):
        shelf.file(run, "source_code/files", b"%d" % index, FieldType.FILE_SET, subpath="a.py", name="a.py")
    told = differ.compare(project, runs[1:], None, 20)
    assert [one.changes[0].path for one in told] == ["a.py", "a.py", "source_code/files"]


def test_however_many_runs_it_takes_the_same_few_queries(shelf, project, differ, monkeypatch):
    runs = [shelf.run(project) for _ in range(60)]
    for index, run in enumerate(runs):
        shelf.assign(run, config__lr=index)
        session(shelf, run, source__script=b"line %d\n" % index, packages=b"torch==%d\n" % index)
        shelf.file(run, "data", json.dumps({"location": "x", "digest": f"{index:064x}"}).encode(), FieldType.ARTIFACT)
    asked = []
    select = Engine.select
    monkeypatch.setattr(Engine, "select", lambda engine, sql: asked.append(sql.text) or select(engine, sql))
    differ.compare(project, runs[:2], None, 20)
    few = len(asked)
    asked.clear()
    told = differ.compare(project, runs, None, 20)
    assert len(asked) == few <= 10
    assert all(one.total == 4 for one in told[1:])
