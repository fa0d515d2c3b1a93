"""Runs begun, resumed, shared, failed, found or not; projects and their fields."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import neptune.exceptions
import pytest

import neptune

NEPTUNE = Path(sys.executable).parent / "neptune"
QUIET = {
    "capture_hardware_metrics": False,
    "capture_stdout": False,
    "capture_stderr": False,
    "git_ref": False,
    "source_files": [],
}


def test_a_run_with_everything(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = neptune.init_run(
        name="with everything",
        description="what it is",
        tags=["one", "two"],
        custom_run_id=f"own-{os.getpid()}",
        monitoring_namespace="watched",
        capture_hardware_metrics=True,
    )
    print("printed by the run")
    run["x"] = 1
    run.wait()
    seen = neptune.init_run(with_id=run["sys/id"].fetch(), mode="read-only")
    assert seen["sys/name"].fetch() == "with everything"
    assert seen["sys/tags"].fetch() == {"one", "two"}
    assert seen["sys/custom_run_id"].fetch() == f"own-{os.getpid()}"
    assert seen["watched/pid"].fetch()
    run.stop()
    seen.stop()


def test_a_run_is_resumed():
    run = neptune.init_run(**QUIET)
    id = run["sys/id"].fetch()
    run["loss"].append(1.0)
    run["x"] = 1
    run.stop()
    again = neptune.init_run(with_id=id, **QUIET)
    again["loss"].append(2.0)
    again["x"] = 2
    again.wait()
    assert again["loss"].fetch_values()["step"].tolist() == [0, 1]
    assert again["x"].fetch() == 2
    again.stop()


def open_own(own):
    with neptune.init_project(project="ada/client", mode="read-only") as project:
        found = project.fetch_runs_table(query=f'`sys/custom_run_id`:string = "{own}"', columns=["sys/id"]).to_pandas()
    return neptune.init_run(with_id=found["sys/id"][0], mode="read-only")


def test_processes_share_a_run_by_their_own_id():
    own = f"shared-{os.getpid()}"
    code = f"""
import neptune
run = neptune.init_run(custom_run_id={own!r}, capture_hardware_metrics=False, git_ref=False, source_files=[])
for step in range(50):
    run[f"rank/{{__import__('sys').argv[1]}}"].append(step)
run.stop()
"""
    workers = [subprocess.Popen([sys.executable, "-c", code, str(rank)]) for rank in range(3)]
    assert [worker.wait(60) for worker in workers] == [0, 0, 0]
    run = open_own(own)
    assert [len(run[f"rank/{rank}"].fetch_values()) for rank in range(3)] == [50, 50, 50]
    run.stop()


def test_a_run_that_is_not_there():
    with pytest.raises(neptune.exceptions.MetadataContainerNotFound):
        neptune.init_run(with_id="CLI-999999", **QUIET)


def test_a_project_that_is_not_there():
    with pytest.raises(neptune.exceptions.ProjectNotFound):
        neptune.init_run(project="ada/absent", **QUIET)
    with pytest.raises(neptune.exceptions.ProjectNotFound):
        neptune.init_run(project="nobody/absent", **QUIET)


def test_a_project_by_its_bare_name():
    run = neptune.init_run(project="client", **QUIET)
    assert run["sys/id"].fetch().startswith("CLI-")
    run.stop()


def test_a_wrong_token():
    with pytest.raises(neptune.exceptions.NeptuneInvalidApiTokenException):
        neptune.init_run(api_token=os.environ["NEPTUNE_API_TOKEN"][:-8] + "AAAAAAA=", **QUIET)


@pytest.mark.parametrize("mode", ["sync", "async"])
def test_modes_that_send(mode):
    run = neptune.init_run(mode=mode, **QUIET)
    run["x"] = 1
    run["loss"].extend([1.0, 2.0])
    run.wait()
    assert run["x"].fetch() == 1
    run.stop()


def test_offline_runs_are_synced(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = neptune.init_run(mode="offline", **QUIET)
    run["x"] = 1
    run["loss"].extend([1.0, 2.0, 3.0])
    run["file"].upload(neptune.types.File.from_content("offline", extension="txt"))
    run.stop()
    command = [NEPTUNE, "sync", "-p", "ada/client"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    id = re.search(r"CLI-\d+", done.stdout + done.stderr)[0]
    seen = neptune.init_run(with_id=id, mode="read-only")
    assert seen["x"].fetch() == 1
    assert seen["loss"].fetch_values()["value"].tolist() == [1.0, 2.0, 3.0]
    seen["file"].download("down")
    assert (tmp_path / "down").read_text() == "offline"
    seen.stop()


def test_a_killed_process_is_synced(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code = f"""
import neptune, os, signal
run = neptune.init_run(custom_run_id="killed-{os.getpid()}", capture_hardware_metrics=False, git_ref=False,
    source_files=[], flush_period=100)
for step in range(300):
    run["loss"].append(step)
os.kill(os.getpid(), signal.SIGKILL)
"""
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60).returncode == -9
    command = [NEPTUNE, "sync"]
    for _ in range(2):
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stdout + done.stderr
    seen = open_own(f"killed-{os.getpid()}")
    steps = seen["loss"].fetch_values()["step"].tolist()
    assert steps == list(range(len(steps)))
    seen.stop()


def test_an_exception_marks_the_run_as_failed():
    code = f"""
import neptune
run = neptune.init_run(custom_run_id="failed-{os.getpid()}", capture_hardware_metrics=False, git_ref=False)
run["x"] = 1
raise ValueError("no")
"""
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60).returncode == 1
    seen = open_own(f"failed-{os.getpid()}")
    assert seen["sys/failed"].fetch() is True
    assert "Marking run as failed" in "".join(seen[find_monitoring(seen) + "/traceback"].fetch_values()["value"])
    seen.stop()


def find_monitoring(run):
    processes = run.get_structure()["monitoring"]
    return "monitoring/" + next(name for name, facts in processes.items() if "traceback" in facts)


def test_what_a_git_repository_says(tmp_path, monkeypatch):
    for command in (
        ["git", "init", "-q", "-b", "main"],
        [
            "git",
            "-c",
            "user.name=Ada",
            "-c",
            "user.email=ada@example.org",
            "commit",
            "-q",
            "--allow-empty",
            "-m",
            "first",
        ],
    ):
        subprocess.run(command, cwd=tmp_path, check=True)
    monkeypatch.chdir(tmp_path)
    run = neptune.init_run(
        git_ref=neptune.types.GitRef(repository_path=tmp_path),
        **{name: value for name, value in QUIET.items() if name != "git_ref"},
    )
    run.wait()
    assert "git" in run.get_structure()["source_code"]
    run.stop()


def test_a_project_has_fields():
    project = neptune.init_project(project="ada/client")
    project["about/title"] = "digits"
    project["numbers"].append(1.0)
    project["file"].upload(neptune.types.File.from_content("readme", extension="md"))
    project.wait()
    project.stop()
    seen = neptune.init_project(project="ada/client", mode="read-only")
    assert seen["about/title"].fetch() == "digits"
    assert seen["sys/id"].fetch() == "CLI"
    assert seen["sys/name"].fetch() == "client"
    assert seen["sys/visibility"].fetch() in {"private", "workspace", "public"}
    assert set(seen.get_structure()["sys"]) == {
        "creation_time",
        "group_tags",
        "id",
        "modification_time",
        "monitoring_time",
        "name",
        "ping_time",
        "running_time",
        "size",
        "state",
        "tags",
        "visibility",
    }
    seen.stop()


def test_a_run_is_idle_after_its_end():
    with neptune.init_run(**QUIET) as run:
        id = run["sys/id"].fetch()
        run.wait()
        assert find_state(id) == "Active"
    for _ in range(60):
        if find_state(id) == "Inactive":
            return
        time.sleep(1)
    raise AssertionError("the run was not idle within a minute")


def find_state(id):
    with neptune.init_project(project="ada/client", mode="read-only") as project:
        return project.fetch_runs_table(id=id, columns=["sys/state"]).to_pandas()["sys/state"][0]
