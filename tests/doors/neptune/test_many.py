"""Many clients at once lose nothing."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from seamark.testing.server import TestServer

PROCESSES, RUNS, POINTS = 10, 5, 200
SCRIPT = f"""
import sys, neptune
quiet = dict(capture_hardware_metrics=False, capture_stdout=False, capture_stderr=False, git_ref=False, source_files=[])
runs = [neptune.init_run(project="ada/many", tags=[sys.argv[1]], **quiet) for _ in range({RUNS})]
for step in range({POINTS}):
    for run in runs:
        run["loss"].append(step / 7)
        run["log"].append(f"line {{step}}")
for run in runs:
    run["done"] = True
    run.stop()
"""


@pytest.mark.network
def test_fifty_clients_at_once_lose_nothing(server: TestServer, run_client, tmp_path: Path):
    server.request("POST", "/api/v1/projects", {"name": "ada/many"})
    script = tmp_path / "client.py"
    script.write_text(SCRIPT)
    with ThreadPoolExecutor(PROCESSES) as pool:
        done = list(pool.map(lambda number: run_client(str(script), f"process {number}"), range(PROCESSES)))
    for one in done:
        assert one.returncode == 0, one.stdout[-3_000:] + one.stderr[-3_000:]
    table = {"columns": [{"path": "loss", "aggregate": "count"}, {"path": "log"}, {"path": "done"}], "limit": 100}
    page = server.request("POST", "/api/v1/projects/ada/many/table", table).json()
    assert page["matched"] == PROCESSES * RUNS
    assert all(row["cells"] == [POINTS, f"line {POINTS - 1}", True] for row in page["rows"]), page["rows"]
    for row in page["rows"]:
        uid = row["run"]["uid"]
        lines = server.request("GET", f"/api/v1/runs/{uid}/lines?path=log&limit=1000").json()["lines"]
        assert [line["text"] for line in lines] == [f"line {step}" for step in range(POINTS)]
