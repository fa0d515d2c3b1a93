"""Stores of absurd sizes, small: a server starts on them and finds everything; the stores agree with themselves."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from seamark.storage.columns import open_columns
from seamark.testing.large import KEY, REASONS, Shape, make_store
from seamark.testing.large_names import ABSURD, make_path
from seamark.testing.requests import V1
from seamark.testing.server import TestServer

PROJECT = f"{V1}/projects/ada/large"
SHAPE = Shape(runs=90, fields=20, columns=50, series=300, points=5_000)
SIZES = ("--runs", "90", "--fields", "20", "--columns", "50", "--series", "300", "--points", "5000")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("large") / "data"
    command = [sys.executable, "-m", "seamark.testing.large", str(folder), *SIZES, "--workspace", "ada"]
    made = subprocess.run(command, capture_output=True, text=True, timeout=100)
    assert "seamark up --data" in made.stdout, made.stderr
    return folder


@pytest.fixture(scope="module")
def large(folder: Path) -> Iterator[TestServer]:
    with TestServer(folder) as server:
        yield server


def fields_of(server: TestServer, run: str, **window: str) -> dict:
    query = "&".join(f"{name}={quote(value)}" for name, value in window.items())
    return server.request("GET", f"{V1}/runs/{run}/fields?{query}").json()


def test_runs_and_their_fields_are_as_many_as_said(large: TestServer):
    page = large.request("POST", f"{PROJECT}/table", {"columns": [{"path": "loss"}], "limit": 100}).json()
    assert page["matched"] == page["total"] == SHAPE.long
    ids = [row["run"]["id"] for row in page["rows"]]
    assert ids == [f"{KEY}-{number}" for number in range(SHAPE.long, 0, -1)]
    assert all(row["cells"][0] is not None for row in page["rows"] if row["run"]["id"] != f"{KEY}-{SHAPE.wide}")
    states = {row["run"]["state"] for row in page["rows"]}
    assert states == {"finished", "failed", "stopped"}
    assert {row["run"]["reason"] for row in page["rows"]} == {"", *REASONS}
    assert fields_of(large, f"{KEY}-14")["total"] == SHAPE.fields
    assert fields_of(large, f"{KEY}-15")["total"] == SHAPE.fields - 2, "it has neither failed nor a name"


def test_ten_runs_each_agree_in_all_but_the_seed(large: TestServer):
    grouping = {"apart_from": ["config/seed"]}
    asked = {"grouping": grouping, "query": "config/p0 >= 0", "limit": 100}
    page = large.request("POST", f"{PROJECT}/groups", asked).json()
    assert page["matched_groups"] == 9
    assert {group["runs_count"] for group in page["groups"]} == {10}


def test_absurd_names_are_names_of_runs_and_fields(large: TestServer):
    rows = large.request("POST", f"{PROJECT}/table", {"columns": [], "limit": 100}).json()["rows"]
    names = " ".join(row["run"]["name"] for row in rows)
    assert all(name in names for name in ABSURD)
    found = fields_of(large, f"{KEY}-90", prefix="names/", limit="100")["fields"]
    assert {field["path"] for field in found} == {f"names/{make_path(name)}" for name in ABSURD}
    assert all(field["stats"]["count"] == 20 for field in found)
    columns = large.request("GET", f"{PROJECT}/columns?search=wide/part&limit=100").json()
    assert columns["total"] == SHAPE.columns


def test_one_run_has_very_many_series_and_one_a_very_long_one(large: TestServer):
    wide = fields_of(large, f"{KEY}-{SHAPE.wide}", prefix="block", limit="1")
    assert wide["total"] == SHAPE.series
    assert wide["fields"][0]["stats"]["count"] == 3
    (long,) = fields_of(large, f"{KEY}-{SHAPE.long}", prefix="loss")["fields"]
    assert (long["stats"]["count"], long["stats"]["max"]) == (SHAPE.points, 1e6)
    points = large.request(
        "POST", f"{V1}/series?project=ada/large", {"series": [{"run": f"{KEY}-{SHAPE.long}", "path": "loss"}]}
    )
    assert points.status == 200


def test_both_orders_and_the_statistics_agree(tmp_path: Path):
    make_store(tmp_path / "data", SHAPE, "ada")
    store = open_columns(f"chdb://{tmp_path / 'data' / 'columns'}", memory_limit=600 * 2**20)
    try:
        assert store.check() == []
    finally:
        store.close()


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path):
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(FileExistsError, match="not empty"):
        make_store(tmp_path, SHAPE, "ada")
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
