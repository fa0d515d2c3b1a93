"""Columns of tables at a step, over HTTP."""

import pytest

from seamark.testing.requests import V1, Answer
from seamark.testing.server import TestServer

TABLE = f"{V1}/projects/ada/steps/table"


@pytest.fixture(scope="module")
def run(server: TestServer) -> str:
    uid = server.make_run("ada/steps")
    points = [{"op": "append", "path": "loss", "value": value} for value in (0.9, "NaN", 0.4)]
    server.write(
        uid,
        *points,
        {"op": "append", "path": "words", "value": "a"},
        {"op": "assign", "path": "lr", "value": 0.1},
        {"op": "append", "path": "far", "value": 3, "step": -2.5},
    )
    server.make_run("ada/steps")
    return uid


def ask(server: TestServer, **what: object) -> Answer:
    return server.request("POST", TABLE, what)


def test_cells_are_the_values_at_that_step(server: TestServer, run: str):
    columns = [
        *({"path": "loss", "at": at} for at in (-1, 0, 1.5, 2, 99)),
        {"path": "loss", "aggregate": "max"},
        {"path": "words", "at": 1},
        {"path": "lr", "at": 1},
        {"path": "far", "at": 0},
        {"path": "absent", "at": 0},
    ]
    rows = {row["run"]["uid"]: row["cells"] for row in ask(server, columns=columns).json()["rows"]}
    assert rows.pop(run) == [None, 0.9, "NaN", 0.4, 0.4, 0.9, None, None, 3, None]
    assert list(rows.values()) == [[None] * 5 + [None] * 5]


def test_what_cannot_be_asked_is_refused(server: TestServer, run: str):
    told = ask(server, sort=[{"path": "loss", "at": 1}]).problem(422, "invalid_input")
    assert (told["path"], "loss" in told["detail"], "last, min or max" in told["remedy"]) == ("sort", True, True)
    both = ask(server, columns=[{"path": "loss", "at": 1, "aggregate": "max"}]).problem(422, "invalid_input")
    assert both["path"] == "columns"
    ask(server, columns=[{"path": "loss", "at": "NaN"}]).problem(422)
    models = server.request("POST", f"{V1}/projects/ada/steps/models/table", {"columns": [{"path": "x", "at": 1}]})
    assert models.json()["rows"] == []
