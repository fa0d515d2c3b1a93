"""What runs changed and runs side by side, of runs that the real client captured."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from seamark.testing.requests import V1, Answer
from seamark.testing.server import TestServer

TRAIN = """
import sys, seamark
run = seamark.init_run(config={{"lr": {lr}, "seed": 1, "nested": {{"sizes": [1, 2]}}}}, capture={{"git", "source", "packages"}})
run["data/train"].track_files("data")
{more}
print(run.id if hasattr(run, "id") else "")
"""


class Trainee:
    """A folder with a training in a git repository, and packages of its own; each training is a process."""

    def __init__(self, server: TestServer, folder: Path, project: str) -> None:
        self.server, self.folder, self.project = server, folder, project
        folder.mkdir()
        (folder / "data").mkdir()
        (folder / "data" / "x.bin").write_bytes(b"\0" * 1000)
        self.install("torch", "2.0")
        self.write_script()

    def git(self, *words: str) -> str:
        command = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-C", str(self.folder), *words]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    def install(self, name: str, version: str) -> None:
        for old in (self.folder / "lib").glob(f"{name}-*.dist-info"):
            old.rmdir()
        (self.folder / "lib" / f"{name}-{version}.dist-info").mkdir(parents=True)

    def write_script(self, lr: float = 0.1, more: str = "") -> None:
        (self.folder / "train.py").write_text(TRAIN.format(lr=lr, more=more))

    def train(self, script: str = "train.py", **environment: str) -> None:
        own = {
            "SEAMARK_URL": self.server.url,
            "SEAMARK_TOKEN": self.server.token,
            "SEAMARK_PROJECT": self.project,
            "PYTHONPATH": str(self.folder / "lib"),
        }
        done = subprocess.run(
            [sys.executable, script],
            cwd=self.folder,
            env=os.environ | own | environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    def ask(self, *runs: str, **more: Any) -> list[dict[str, Any]]:
        answer = ask(self.server, self.project, "differences", runs=list(runs), **more)
        assert answer.status == 200, answer
        return answer.json()


def ask(server: TestServer, project: str, what: str, **body: Any) -> Answer:
    return server.request("POST", f"{V1}/projects/ada/{project}/{what}", body)


@pytest.fixture
def trainee(server: TestServer, tmp_path: Path, request: pytest.FixtureRequest) -> Trainee:
    """A project of the test's own, with the key TRA, TRA2, …"""
    return Trainee(server, tmp_path / "work", request.node.name.replace("_", "-")[:60])


def ids(server: TestServer, project: str) -> list[str]:
    body = {"sort": [{"path": "sys/created_at"}]}
    rows = server.request("POST", f"{V1}/projects/ada/{project}/table", body).json()["rows"]
    return [row["run"]["id"] for row in rows]


def changes(told: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [
        (one["kind"], one["path"], one["before"], one["after"], one["added"], one["removed"]) for one in told["changes"]
    ]


def test_what_two_trainings_differ_in(trainee: Trainee):
    trainee.git("init", "-q", "-b", "trunk")
    trainee.git("add", ".")
    trainee.git("commit", "-q", "-m", "one")
    first = trainee.git("rev-parse", "--short=8", "HEAD")
    trainee.train()
    (trainee.folder / "notes.txt").write_text("x")
    trainee.git("add", ".")
    trainee.git("commit", "-q", "-m", "two")
    second = trainee.git("rev-parse", "--short=8", "HEAD")
    trainee.write_script(lr=0.01, more="run['x'] = 1\nrun['y'] = 2")
    trainee.install("torch", "2.1")
    trainee.install("einops", "0.8")
    (trainee.folder / "data" / "x.bin").write_bytes(b"\0" * 999 + b"\1")
    trainee.train()
    one, two = ids(trainee.server, trainee.project)
    told, begun = trainee.ask(two, one)
    assert (begun["against"], begun["changes"], begun["total"]) == (None, [], 0)
    assert (told["run"], told["against"], told["total"], told["same_configuration"]) == (two, one, 7, None)
    found = changes(told)
    assert found[:2] == [
        ("configuration", "config/lr", 0.1, 0.01, None, None),
        ("code", "commit", first, second, None, None),
    ]
    kind, path, before, after, added, removed = found[2]
    assert (kind, path, added, removed) == ("code", "train.py", 3, 2)
    assert len(before) == len(after) == 8
    assert before != after
    assert found[3][:3] == ("code", "uncommitted", None)
    assert found[4][:2] == ("data", "data/train")
    assert None not in found[4][2:4]
    assert found[5:] == [
        ("packages", "einops", None, "0.8", None, None),
        ("packages", "torch", "2.0", "2.1", None, None),
    ]
    (cut,) = trainee.ask(two, limit=2)
    assert (changes(cut), cut["total"]) == (found[:2], 7)
    (none,) = trainee.ask(two, limit=0)
    assert (none["changes"], none["total"]) == ([], 7)
    (back,) = trainee.ask(one, against=two)
    assert [change[3:1:-1] for change in changes(back)] == [change[2:4] for change in found]


def test_the_same_again_is_said_to_be_the_same(trainee: Trainee):
    """Also from another folder, and when a file of the data was touched."""
    trainee.train()
    moved = trainee.folder.with_name("moved")
    trainee.folder.rename(moved)
    trainee.folder = moved
    os.utime(moved / "data" / "x.bin", (1, 1))
    trainee.train()
    (moved / "train.py").rename(moved / "other.py")
    trainee.train("other.py")
    first, second, third = ids(trainee.server, trainee.project)
    told = trainee.ask(first, second, third)
    assert [one["same_configuration"] for one in told] == [None, first, first]
    assert [(one["against"], one["changes"], one["total"]) for one in told] == [
        (None, [], 0),
        (first, [], 0),
        (second, [], 0),
    ]


def test_a_resumed_run_has_the_code_that_it_went_on_with(trainee: Trainee):
    trainee.train()
    trainee.write_script(more="# a line more")
    trainee.train(SEAMARK_RUN_ID="mine")
    trainee.write_script(more="# another line\n# and one more")
    trainee.train(SEAMARK_RUN_ID="mine")
    later = "import seamark\nseamark.open_run('mine')['score'] = 1\n"
    (trainee.folder / "later.py").write_text(later)
    trainee.train("later.py")
    first, mine = ids(trainee.server, trainee.project)
    (told,) = trainee.ask("mine")
    assert (told["run"], told["against"]) == (mine, first)
    assert changes(told)[0][:2] == ("code", "train.py")
    assert (told["total"], changes(told)[0][4:]) == (1, (2, 1))


def test_the_run_before_is_none_of_the_trash(trainee: Trainee):
    server, project = trainee.server, trainee.project
    runs = [server.make_run(project) for _ in range(4)]
    for index, run in enumerate(runs):
        server.write(run, {"op": "assign", "path": "config/lr", "value": index % 2})
    server.request("POST", f"{V1}/projects/ada/{project}/models", {"key": "NET"})
    names = ids(server, project)
    assert server.request("POST", f"{V1}/projects/ada/{project}/trash", {"ids": [runs[1], runs[0]]}).status == 200
    told = trainee.ask(*runs)
    assert [one["against"] for one in told] == [None, None, None, names[2]]
    assert [one["same_configuration"] for one in told] == [None] * 4
    server.request("POST", f"{V1}/projects/ada/{project}/trash/restore", {"ids": [runs[1], runs[0]]})
    told = trainee.ask(*reversed(runs))
    assert [one["against"] for one in told] == [names[2], names[1], names[0], None]
    assert [one["same_configuration"] for one in told] == [names[1], names[0], None, None]


def test_what_is_asked_for_is_bounded(server: TestServer):
    run = server.make_run("bounds")
    elsewhere = server.make_run("elsewhere")
    assert len(ask(server, "bounds", "differences", runs=[run] * 200).json()) == 200
    for what, body, path in (
        ("differences", {"runs": [run] * 201}, "runs"),
        ("differences", {"runs": [run], "limit": 201}, "limit"),
        ("compare", {"runs": [run] * 51}, "runs"),
        ("compare", {"runs": [run], "limit": 1_001}, "limit"),
    ):
        problem = ask(server, "bounds", what, **body).problem(413, "too_large")
        assert problem["path"] == path
    for what, body in (
        ("differences", {"runs": [run], "limit": -1}),
        ("compare", {"runs": [run], "offset": -1}),
        ("compare", {"runs": []}),
    ):
        assert ask(server, "bounds", what, **body).status in {400, 422}
    assert ask(server, "bounds", "differences", runs=[]).json() == []
    for what in ("differences", "compare"):
        for name in ("BOU-99", elsewhere):
            problem = ask(server, "bounds", what, runs=[run, name]).problem(404, "run_not_found")
            assert name in problem["detail"]
    problem = ask(server, "bounds", "differences", runs=[run], against="BOU-98").problem(404, "run_not_found")
    assert problem["path"] == "against"
    assert len(ask(server, "bounds", "compare", runs=[run] * 50).json()["runs"]) == 50


def test_runs_side_by_side(trainee: Trainee):
    server = trainee.server
    trainee.train()
    trainee.write_script(
        lr=0.01, more="run['text'] = 'x' * 5000\nrun['loss'].append(1.0)\nrun['big'] = list(range(5000))"
    )
    trainee.train()
    first, second = ids(server, trainee.project)
    page = ask(server, trainee.project, "compare", runs=[second, first, second]).json()
    assert [run["id"] for run in page["runs"]] == [second, first, second]
    rows = {row["path"]: row for row in page["rows"]}
    assert not any(path.startswith("sessions/") for path in rows)
    assert {path for path in rows if path.startswith("sys/")} <= {"sys/created_at", "sys/running_seconds"}
    assert [field["value"] for field in rows["config/lr"]["fields"]] == [0.01, 0.1, 0.01]
    assert rows["config/lr"]["type"] == "float"
    assert "config/seed" not in rows
    assert rows["loss"]["fields"][0]["stats"]["last"] == 1.0
    assert rows["loss"]["fields"][1] is None
    assert (len(rows["text"]["fields"][0]["value"]), rows["text"]["fields"][0]["cut"]) == (2000, True)
    assert rows["big"]["fields"][0]["value"].startswith("[0,1,2")
    assert page["total"] == page["different"] == len(rows)
    whole = ask(server, trainee.project, "compare", runs=[first, second], only_different=False).json()
    assert whole["total"] == whole["different"] + whole["same"] == len(whole["rows"])
    assert [row["differs"] for row in whole["rows"] if row["path"] in {"config/lr", "config/seed"}] == [True, False]
    some = ask(server, trainee.project, "compare", runs=[first, second], only_different=False, offset=1, limit=2).json()
    assert some["rows"] == whole["rows"][1:3]
    searched = ask(server, trainee.project, "compare", runs=[first, second], search="LR", prefix="config/").json()
    assert [row["path"] for row in searched["rows"]] == ["config/lr"]
    assert (searched["total"], searched["different"], searched["same"]) == (1, 1, 0)
    alone = ask(server, trainee.project, "compare", runs=[first]).json()
    assert (alone["rows"], alone["different"]) == ([], 0)
