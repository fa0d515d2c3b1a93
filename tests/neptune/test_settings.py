"""Where Neptune's code logs to: arguments, its variables, ours, in this order; tokens of elsewhere go nowhere."""

import base64
import json
import logging
import subprocess

import pytest

import seamark
import seamark.neptune as neptune
from seamark.neptune import exceptions, init_run
from seamark.neptune.integrations.python_logger import NeptuneHandler
from seamark.neptune.new import init as new_init
from seamark.neptune.new import init_run as new_init_run
from seamark.neptune.settings import find_destination, find_mode
from seamark.sdk.machine import find_host
from seamark.sdk.settings import load_settings

SECRET = "smk_" + "x" * 32


def spell(**content: str) -> str:
    return base64.b64encode(json.dumps(content).encode()).decode()


OURS = spell(api_address="http://a.example", api_url="http://a.example", api_key=SECRET)
THEIRS = spell(api_address="https://app.neptune.ai", api_url="https://app.neptune.ai", api_key="b5a2", key_hash="1")
OLDER = spell(api_address="https://ui.neptune.ai", api_key="b5a2")
THEIR_OWN = spell(api_address="https://neptune.corp.example", api_url="https://neptune.corp.example", api_key="b5a2")


@pytest.fixture
def alone(connected, monkeypatch):
    """No token and no project anywhere."""
    monkeypatch.delenv("NEPTUNE_API_TOKEN")
    monkeypatch.delenv("NEPTUNE_PROJECT")


@pytest.mark.parametrize(
    ("argument", "variable", "own", "expected"),
    [
        (None, None, None, ("", "")),
        (None, None, "http://c.example", ("http://c.example", "")),
        (None, OURS, "http://c.example", ("http://a.example", SECRET)),
        (spell(api_url="http://b.example", api_address="", api_key=SECRET), OURS, None, ("http://b.example", SECRET)),
        (None, SECRET, "http://c.example", ("http://c.example", SECRET)),
        (None, THEIRS, None, ("", "")),
        (None, THEIRS, "http://c.example", ("http://c.example", "")),
        (None, OLDER, None, ("", "")),
        (None, THEIR_OWN, None, ("", "")),
        (None, "some text", None, ("", "")),
        (None, "  ", None, ("", "")),
        ("ANONYMOUS", OURS, None, ("", "")),
        (None, "ANONYMOUS", None, ("", "")),
    ],
)
def test_the_token_and_its_server(alone, monkeypatch, argument, variable, own, expected):
    if variable is not None:
        monkeypatch.setenv("NEPTUNE_API_TOKEN", variable)
    if own is not None:
        monkeypatch.setenv("SEAMARK_URL", own)
    settings = load_settings(token=find_destination(None, argument)["token"])
    assert (settings.url, settings.token) == expected


@pytest.mark.parametrize(
    ("token", "told"),
    [
        (
            THEIRS,
            "NEPTUNE_API_TOKEN is a token of app.neptune.ai, whose service has ended, and not of a Seamark server",
        ),
        (OLDER, "NEPTUNE_API_TOKEN is a token of ui.neptune.ai, whose service has ended, and not of a Seamark server"),
        (THEIR_OWN, "NEPTUNE_API_TOKEN is a token of neptune.corp.example, and not of a Seamark server"),
        ("some text", "NEPTUNE_API_TOKEN is no token, and not of a Seamark server"),
        ("ANONYMOUS", ""),
    ],
)
def test_a_token_of_elsewhere_is_told_once_and_kept_to_itself(alone, monkeypatch, capsys, token, told):
    monkeypatch.setenv("NEPTUNE_API_TOKEN", token)
    for _ in range(2):
        run = init_run()
        run["a"] = 1
        run.stop()
    printed = capsys.readouterr().err
    assert ("test_settings.py:" in printed) is bool(told)
    assert printed.count("It is not used") == (1 if told else 0)
    assert told in printed
    assert "no server configured" in printed
    assert "b5a2" not in printed
    assert "some text" not in printed


def test_the_anonymous_token_is_none(alone):
    for token in (neptune.ANONYMOUS, neptune.ANONYMOUS_API_TOKEN):
        assert find_destination("a/b", token) == {"project": "a/b", "token": None}


def test_the_project(alone, monkeypatch):
    assert find_destination(None, None)["project"] is None
    monkeypatch.setenv("SEAMARK_PROJECT", "ours/p")
    assert load_settings(project=find_destination(None, None)["project"]).project == "ours/p"
    monkeypatch.setenv("NEPTUNE_PROJECT", "theirs/p")
    assert load_settings(project=find_destination(None, None)["project"]).project == "theirs/p"
    assert find_destination("given/p", None)["project"] == "given/p"


def test_the_mode(alone, monkeypatch):
    assert find_mode(None) is None
    monkeypatch.setenv("NEPTUNE_MODE", "offline")
    assert find_mode(None) == "offline"
    assert find_mode("debug") == "debug"
    with pytest.raises(ValueError, match="quick"):
        find_mode("quick")


@pytest.mark.parametrize("mode", ["async", "sync", "offline", "debug"])
def test_each_mode_logs(connected, mode, count_runs, monkeypatch):
    before = count_runs()
    monkeypatch.setenv("NEPTUNE_MODE", mode)
    run = init_run()
    run["a"] = 1
    run["x"].append(1.0)
    if mode in ("offline", "debug"):
        with pytest.raises(exceptions.NeptuneOfflineModeFetchException):
            run["a"].fetch()
        assert list(run.get_structure()) == ["a", "x"]
        assert run.exists("a")
        assert not run.exists("nothing")
        del run["a"]
        assert not run.exists("a")
    else:
        assert run["a"].fetch() == 1
    assert run.get_state() == "started"
    run.stop(seconds=20)
    assert run.get_state() == "stopped"
    assert count_runs() == before + (mode in ("async", "sync"))


def test_reading_alone(connected, capsys):
    with init_run(name="kept") as run:
        run["a"] = 1
        run.wait()
        found = run["sys/id"].fetch()
    with pytest.raises(exceptions.NeedExistingRunForReadOnlyMode):
        init_run(mode="read-only")
    with pytest.raises(exceptions.RunNotFound):
        init_run(with_id="SUN-9999", mode="read-only")
    opened = init_run(with_id=found, mode="read-only")
    capsys.readouterr()
    assert opened["a"].fetch() == 1
    assert opened["sys/state"].fetch() == "Inactive"
    opened["a"] = 2
    opened["x"].append(1.0)
    opened["x"].append(2.0)
    opened["file"].upload(b"x")
    opened["sys/tags"].add("t")
    del opened["a"]
    assert capsys.readouterr().err.count(f"{found} was opened read-only") == 6
    assert opened["a"].fetch() == 1
    assert opened["sys/tags"].fetch() == set()
    opened.stop()
    assert seamark.open_run(found, token=connected.token).state.value == "finished"


def test_an_own_key_is_one_run(connected, monkeypatch, count_runs):
    before = count_runs()
    with init_run(custom_run_id="mine", name="first") as run:
        run["x"].append(1.0)
    monkeypatch.setenv("NEPTUNE_CUSTOM_RUN_ID", "mine")
    with init_run(name="second", tags="again", description="more") as run:
        run["x"].append(2.0)
    assert count_runs() == before + 1
    with init_run(custom_run_id="mine") as run:
        run.wait()
        assert run["sys/custom_run_id"].fetch() == "mine"
        assert run["sys/name"].fetch() == "second"
        assert run["sys/description"].fetch() == "more"
        assert run["sys/tags"].fetch() == {"again"}
        assert run["x"].fetch_values()["value"].tolist() == [1.0, 2.0]
        found = run["sys/id"].fetch()
    for begin in (lambda: init_run(found), lambda: new_init_run(found), lambda: new_init(run=found)):
        with begin() as run:
            run.wait()
            assert run["sys/id"].fetch() == found
    with new_init("ada/dropin", connected.token) as run:
        assert run.get_url().startswith(connected.url)
        assert neptune.get_last_run().native is run.native
    with pytest.raises(exceptions.NeptuneRunResumeAndCustomIdCollision):
        init_run(with_id=found, custom_run_id="mine")
    with pytest.raises(TypeError, match="init_run\\(\\) has no id; its arguments are those of Neptune's"):
        init_run(id="mine")
    with pytest.raises(exceptions.NeptuneUninitializedException):
        neptune.get_last_run()


def test_a_run_that_fails(connected):
    def fail():
        with run:
            run["a"] = 1
            raise ZeroDivisionError

    run = init_run()
    with pytest.raises(ZeroDivisionError):
        fail()
    assert run.native.state.value == "failed"


def test_what_is_captured(connected, monkeypatch, tmp_path, capsys):
    (tmp_path / "requirements.txt").write_text("numpy\n")
    monkeypatch.setenv("SEAMARK_CAPTURE", "console,git,packages")
    run = init_run()
    assert run.captured == {"console", "git", "packages"}
    assert not run.exists("sys/hostname")
    assert run.monitoring_namespace.startswith("sessions/")
    run.stop()
    run = init_run(
        capture_stdout=False,
        capture_hardware_metrics=False,
        git_ref=False,
        dependencies="requirements.txt",
        source_files="*.txt",
        flush_period=1,
        proxies={},
        monitoring_namespace="monitoring",
        async_lag_callback=print,
    )
    assert run.captured == {"packages"}
    assert run["source_code/requirements"].fetch_extension() == "txt"
    assert [entry.name for entry in run["source_code/files"].list_fileset_files()] == ["requirements.txt"]
    run.stop()
    capsys.readouterr()
    init_run(capture_stdout=True, capture_stderr=False).stop()
    assert "captured together" in capsys.readouterr().err
    monkeypatch.setenv("SEAMARK_CAPTURE", "system,source")
    run = init_run()
    assert run["sys/hostname"].fetch() == find_host()
    run.stop()
    monkeypatch.setattr("seamark.neptune.legacy.projects.find_script", lambda: tmp_path / "train.py")
    with neptune.legacy.init().create_experiment(send_hardware_metrics=False) as experiment:
        assert experiment.run.captured == {"source"}
        assert experiment.run["source_code/entrypoint"].fetch() == "train.py"


def test_a_git_repository_that_is_named(connected, tmp_path):
    repository = tmp_path / "other"
    repository.mkdir()
    for command in (
        ["init", "-q"],
        ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x", "--allow-empty"],
    ):
        subprocess.run(["git", *command], cwd=repository, check=True)
    with init_run(git_ref=neptune.types.GitRef(str(repository))) as run:
        run["again"] = neptune.types.GitRef(repository)
        run["none"] = neptune.types.GitRef.DISABLED
        assert run["source_code/git/message"].fetch() == "x"
        assert len(run["again/commit"].fetch()) == 40
        assert not run.exists("none")


def test_a_python_logger(connected):
    logger = logging.getLogger("a neptune handler")
    with init_run() as run:
        handler = NeptuneHandler(run=run, level=logging.WARNING)
        logger.addHandler(handler)
        logger.error("an error")
        logger.info("nothing")
        values = run[f"{run.monitoring_namespace}/python_logger"].fetch_values()
        assert values["value"].tolist() == ["an error"]
    logger.error("after the end")
    logger.removeHandler(handler)
