"""Many runs at once: tags, stops, and what is refused of one alone."""

import time
from typing import Any

import pytest

from seamark.model import limits
from seamark.testing.requests import V1, Answer
from seamark.testing.server import TestServer

PROJECT = f"{V1}/projects/ada/bulk"


def change(server: TestServer, *runs: str, **what: object) -> Answer:
    return server.request("POST", f"{PROJECT}/bulk", {"runs": list(runs), **what})


def find(server: TestServer, run: str) -> dict[str, Any]:
    return server.request("GET", f"{V1}/runs/{run}").json()


def begin(server: TestServer, run: str, **more: object) -> str:
    """Attach a process to a run; returns its origin."""
    origin = run[::-1]
    body = {"run": {"project": "ada/bulk", "uid": run}, "origin": origin, **more}
    assert server.request("POST", f"{V1}/sessions", body).status == 200
    return origin


def test_tags_are_added_and_removed(server: TestServer):
    runs = [server.make_run("ada/bulk", tags=["old", "kept"]) for _ in range(3)]
    ids = [find(server, run)["id"] for run in runs]
    answer = change(server, runs[0], ids[0], ids[1], add_tags=["new", "newer"], remove_tags=["old"])
    assert answer.json() == {"changed": 2, "stopping": 0, "stopped": 0, "over": 0, "refused": []}
    assert [find(server, run)["tags"] for run in runs] == [["kept", "new", "newer"]] * 2 + [["kept", "old"]]
    edits = server.request("GET", f"{V1}/runs/{runs[0]}/edits?path=sys/tags").json()["edits"]
    assert [(one["by"], one["value"]) for one in edits] == [("ada", ["kept", "new", "newer"]), ("", ["kept", "old"])]
    change(server, runs[0], add_tags=["new"])
    assert len(server.request("GET", f"{V1}/runs/{runs[0]}/edits").json()["edits"]) == 2, "nothing was changed"


def test_what_is_not_there_is_refused_alone(server: TestServer):
    run, other = server.make_run("ada/bulk"), server.make_run("ada/elsewhere")
    answer = change(server, "BUL-999", other, run, add_tags=["x"]).json()
    assert answer["changed"] == 1
    assert [(one["run"], one["code"]) for one in answer["refused"]] == [
        ("BUL-999", "run_not_found"),
        (other, "run_not_found"),
    ]
    assert find(server, run)["tags"] == ["x"]
    assert find(server, other)["tags"] == []


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("runs", {"runs": ["x"] * (limits.BULK_RUNS + 1)}),
        ("add_tags", {"add_tags": [f"{index}" for index in range(limits.BULK_TAGS + 1)]}),
        ("sys/tags", {"add_tags": [""]}),
        ("sys/tags", {"add_tags": ["x" * (limits.TAG_BYTES + 1)]}),
    ],
)
def test_too_much_is_refused_whole(server: TestServer, path: str, what: dict[str, Any]):
    run = server.make_run("ada/bulk")
    answer = server.request("POST", f"{PROJECT}/bulk", {"runs": [run], **what})
    assert answer.problem(413, "too_large")["path"] == path
    assert find(server, run)["tags"] == []


def test_runs_of_clients_that_do_not_listen_count_as_stopped(server: TestServer):
    curled, old = server.make_run("ada/bulk"), server.make_run("ada/bulk")
    begin(server, old)
    assert change(server, curled, old, stop=True).json()["stopped"] == 2
    for run in (curled, old):
        assert (find(server, run)["state"], find(server, run)["reason"]) == ("stopped", "by ada")
        assert find(server, run)["ended_at"]
    assert change(server, curled, old, stop=True).json()["over"] == 2


def test_a_client_that_listens_is_told_until_it_has_ended(server: TestServer):
    run = server.make_run("ada/bulk")
    origin = begin(server, run, listens=True)
    batch = {"origin": origin, "seq": 0, "operations": [{"op": "append", "path": "loss", "value": 1}]}
    place = f"{V1}/runs/{run}/operations"
    assert "seamark-stop" not in server.request("POST", place, batch).headers
    assert change(server, run, stop=True).json()["stopping"] == 1
    assert find(server, run)["state"] == "running", "it has not ended yet"
    assert server.request("POST", place, {**batch, "seq": 1}).headers["seamark-stop"] == "ada"
    assert server.request("POST", f"{V1}/sessions/{origin}/beat", {}).headers["seamark-stop"] == "ada"
    end = {"state": "stopped", "reason": "by ada"}
    assert server.request("POST", f"{V1}/sessions/{origin}/end", end).status == 204
    assert (find(server, run)["state"], find(server, run)["reason"]) == ("stopped", "by ada")
    assert "seamark-stop" not in server.request("POST", place, {**batch, "seq": 2}).headers


def test_a_stop_without_a_reason_is_a_wish(server: TestServer):
    told, ended = server.make_run("ada/bulk"), server.make_run("ada/bulk")
    begin(server, told, listens=True)
    begin(server, ended, listens=True)
    assert server.request("POST", f"{V1}/runs/{told}/stop", {"state": "stopped"}).json()["state"] == "running"
    body = {"state": "stopped", "reason": "SIGTERM"}
    shown = server.request("POST", f"{V1}/runs/{ended}/stop", body).json()
    assert (shown["state"], shown["reason"]) == ("stopped", "SIGTERM")


def test_a_thousand_runs_are_changed_in_one_request(server: TestServer):
    runs = [server.make_run("ada/many") for _ in range(limits.BULK_RUNS // 5)]
    begun = time.monotonic()
    answer = server.request("POST", f"{V1}/projects/ada/many/bulk", {"runs": runs, "add_tags": ["x"]})
    print(f"{len(runs)} runs in {time.monotonic() - begun:.2f} s")
    assert answer.json()["changed"] == len(runs)
