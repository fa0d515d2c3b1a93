"""A run with nothing but curl: made, logged to, ended, read back."""

import json
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from seamark.testing.requests import V1
from seamark.testing.server import TestServer


def curl(server: TestServer, path: str, body: dict | None = None) -> dict:
    command = ["curl", "-sS", "--fail-with-body", server.url + V1 + path, "-H", f"Authorization: Bearer {server.token}"]
    if body is not None:
        command += ["-H", "Content-Type: application/json", "-d", json.dumps(body)]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_three_calls_of_curl_make_a_run(server: TestServer):
    run = curl(server, "/runs", {"project": "curled", "name": "by hand", "tags": ["shell"]})
    receipt = curl(
        server,
        f"/runs/{run['id']}/operations",
        {
            "operations": [
                {"op": "assign", "path": "config/lr", "value": 0.01},
                {"op": "append", "path": "loss", "value": 0.9},
                {"op": "append", "path": "loss", "value": "NaN"},
                {"op": "append", "path": "loss", "value": 0.4},
                {"op": "append", "path": "notes", "value": "done"},
            ]
        },
    )
    ended = curl(server, f"/runs/{run['id']}/stop", {})
    assert run["id"] == "CUR-1"
    assert run["new"] is True
    assert receipt["refused"] == []
    assert (ended["state"], ended["name"], ended["tags"]) == ("finished", "by hand", ["shell"])
    assert ended["ended_at"] >= ended["created_at"]
    heads = {"Accept": "application/json"}
    points = server.request("GET", f"{V1}/runs/{run['id']}/points?path=loss", headers=heads).json()
    assert points["series"][0]["columns"]["step"] == [0, 1, 2]
    assert points["series"][0]["columns"]["value"] == [0.9, "NaN", 0.4]


def test_a_session_from_begin_to_end(server: TestServer):
    origin = "0" * 31 + "a"
    asked = {"project": "flow", "name": "first", "description": "of many", "tags": ["b", "a", "b"], "id": "mine"}
    request = {"run": asked, "origin": origin, "host": "node", "pid": 7, "command": "python train.py"}
    session = server.request("POST", f"{V1}/sessions", request).json()
    run = session["run"]["uid"]
    assert session["run"] == server.request("GET", f"{V1}/runs/{run}").json() | {"new": True}
    assert (session["seq"], session["state"], session["run"]["new"]) == (-1, "running", True)
    batch = {
        "origin": origin,
        "seq": 0,
        "operations": [
            {"op": "log", "values": {"a": 1, "b": 2}, "step": 0, "relative": True},
            {"op": "extend", "path": "c", "values": [1, 2, 3]},
        ],
    }
    first = server.request("POST", f"{V1}/runs/{run}/operations", batch).json()
    again = server.request("POST", f"{V1}/runs/{run}/operations", batch).json()
    assert first["seq"] == again["seq"] == 3
    stats = server.request("GET", f"{V1}/runs/{run}/fields?path=c").json()["fields"][0]["stats"]
    assert stats["count"] == 3
    assert server.request("POST", f"{V1}/sessions", request).json()["seq"] == 3
    assert server.request("POST", f"{V1}/sessions/{origin}/beat", {"progress": 5, "progress_total": 10}).status == 204
    assert run in [shown["uid"] for shown in server.request("GET", f"{V1}/running").json()]
    ending = {"state": "failed", "reason": "ValueError: no"}
    for _ in range(2):
        assert server.request("POST", f"{V1}/sessions/{origin}/end", ending).status == 204
    shown = server.request("GET", f"{V1}/runs/{run}").json()
    assert (shown["state"], shown["reason"], shown["progress"]) == ("failed", "ValueError: no", 5)
    sessions = server.request("GET", f"{V1}/runs/{run}/sessions").json()
    assert [(one["origin"], one["host"], one["state"]) for one in sessions] == [(origin, "node", "failed")]
    server.request("POST", f"{V1}/sessions/absent/beat", {}).problem(404)


def test_projects_and_tables(server: TestServer):
    made = server.request("POST", f"{V1}/projects", {"name": "lab/tables", "description": "x"})
    assert made.status == 201, made
    server.request("POST", f"{V1}/projects", {"name": "lab/tables"}).problem(409, "conflict")
    changed = server.request(
        "PATCH", f"{V1}/projects/lab/tables", {"objective": {"path": "acc", "aggregate": "max", "goal": "maximise"}}
    ).json()
    assert changed["objective"] == {"path": "acc", "aggregate": "max", "goal": "maximise"}
    assert changed["description"] == "x"
    for rate in (0.1, 0.2, 0.3):
        run = server.make_run("lab/tables")
        server.write(
            run, {"op": "assign", "path": "config/lr", "value": rate}, {"op": "append", "path": "acc", "value": rate}
        )
    page = server.request(
        "POST",
        f"{V1}/projects/lab/tables/table",
        {
            "columns": [{"path": "config/lr"}, {"path": "acc", "aggregate": "max"}],
            "sort": [{"path": "config/lr", "descending": True}],
            "query": "config/lr > 0.15",
        },
    ).json()
    assert [row["cells"] for row in page["rows"]] == [[0.3, 0.3], [0.2, 0.2]]
    assert (page["matched"], page["total"]) == (2, 3)
    columns = server.request("GET", f"{V1}/projects/lab/tables/columns?search=LR").json()
    assert [(column["path"], column["runs"]) for column in columns["columns"]] == [("config/lr", 3)]
    listed = server.request("GET", f"{V1}/projects").json()
    assert [project["runs"] for project in listed if project["name"] == "tables"] == [3]
    usage = server.request("GET", f"{V1}/usage").json()
    assert usage["columns"] > 0
    assert usage["free"] > 0


def test_groups_of_runs(server: TestServer):
    for rate, seed in ((0.1, 0), (0.1, 1), (0.2, 0)):
        run = server.make_run("lab/groups")
        given = {"config/lr": rate, "config/seed": seed, "config/net": "wide"}
        server.write(
            run,
            *({"op": "assign", "path": path, "value": value} for path, value in given.items()),
            {"op": "append", "path": "acc", "value": rate + seed},
            {"op": "append", "path": "nothing", "value": "NaN"},
        )
    address, grouping = f"{V1}/projects/lab/groups", {"apart_from": ["config/seed"], "by": ["config/lr"]}
    body = {
        "grouping": grouping,
        "columns": [{"path": "acc", "aggregate": "max"}, {"path": "nothing"}],
        "sort": [{"path": "acc", "descending": True}],
    }
    page = server.request("POST", f"{address}/groups", body).json()
    assert (page["matched_groups"], page["matched"], page["total"]) == (2, 3, 3)
    low, high = page["groups"]
    assert (low["values"], low["runs_count"], low["states"], len(low["runs"])) == ([0.1], 2, {"running": 2}, 2)
    acc, nothing = low["cells"]
    assert (acc["count"], acc["min"], acc["max"], acc["same"]) == (2, 0.1, 1.1, False)
    assert abs(acc["mean"] - 0.6) < 1e-12
    assert abs(acc["std"] - 0.5**0.5) < 1e-12
    assert (nothing["mean"], nothing["same"], nothing["value"]) == (None, True, "NaN")
    assert high["cells"][0]["std"] is None
    table = server.request("POST", f"{address}/table", {"group": {"grouping": grouping, "key": low["key"]}}).json()
    assert [row["run"]["uid"] for row in table["rows"]] == [run["uid"] for run in low["runs"]]
    columns = server.request("GET", f"{address}/columns?order=differing").json()["columns"]
    assert [(one["path"], one["values"]) for one in columns[:2]] == [("config/lr", 2), ("config/seed", 2)]
    values = server.request("GET", f"{address}/values?path=config/net&search=WID").json()
    assert values == {"path": "config/net", "type": "string", "values": [{"value": "wide", "runs": 3}]}


def test_series_in_buckets_and_lines(server: TestServer):
    run = server.make_run("drawn")
    values = [float(step % 7) for step in range(5_000)]
    values[1234] = 1e6
    server.write(
        run,
        {"op": "extend", "path": "loss", "values": values},
        {"op": "extend", "path": "said", "values": ["one", "two", "three"]},
    )
    body = {"series": [{"run": run, "path": "loss"}, {"run": run, "path": "absent"}], "buckets": 100}
    answer = server.request("POST", f"{V1}/series", body, {"Accept": "application/json"}).json()
    drawn, absent = answer["series"]
    assert drawn["raw"] is False
    assert drawn["rows"] <= 101
    assert max(drawn["columns"]["max"]) == 1e6
    assert absent["rows"] == 0
    packed = server.request("POST", f"{V1}/series", body)
    assert packed.headers["content-type"] == "application/vnd.seamark.columns"
    page = server.request("GET", f"{V1}/runs/{run}/lines?path=said&limit=2").json()
    assert [line["text"] for line in page["lines"]] == ["one", "two"]
    rest = server.request("GET", f"{V1}/runs/{run}/lines?path=said&after={page['next']}").json()
    assert [line["text"] for line in rest["lines"]] == ["three"]
    assert server.request("GET", f"{V1}/runs/{run}/console?last=true").json()["lines"] == []


def test_many_requests_at_once_block_nobody(server: TestServer):
    from concurrent.futures import ThreadPoolExecutor

    run = server.make_run("crowd")

    def one(number: int) -> int:
        return len(server.write(run, {"op": "append", "path": "x", "value": number})["refused"])

    begun = time.perf_counter()
    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(one, range(200))) == 0
    assert time.perf_counter() - begun < 30
    stats = server.request("GET", f"{V1}/runs/{run}/fields?path=x").json()["fields"][0]["stats"]
    assert stats["count"] == 200


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="asks Linux which libraries a process has loaded")
def test_a_server_that_writes_has_not_loaded_pandas(server: TestServer):
    server.write(server.make_run("light"), {"op": "append", "path": "x", "value": 1})
    loaded = Path(f"/proc/{server.pid}/maps").read_text()
    assert "pyarrow" in loaded
    assert "pandas" not in loaded
