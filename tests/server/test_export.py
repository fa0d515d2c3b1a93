"""The runs table as a file: all rows that are asked for, in order, with values that stay what they are."""

import csv
import io
import json
import math
from datetime import UTC, datetime
from urllib.parse import urlencode

import pyarrow.parquet as pq
import pytest

from seamark.testing.requests import V1, Answer
from seamark.testing.server import TestServer

PLACE = f"{V1}/projects/ada/export"
MOMENT = 1_790_000_000_123_456


def ask(server: TestServer, **what: str) -> Answer:
    return server.request("GET", f"{PLACE}/export?{urlencode(what)}")


def read_csv(answer: Answer) -> list[list[str]]:
    assert answer.status == 200, answer
    return list(csv.reader(io.StringIO(answer.body.decode(), newline=""), strict=True))


@pytest.fixture(scope="module", autouse=True)
def runs(server: TestServer) -> list[str]:
    hard = 'he said "no",\r\n=1+1 ü'
    first = server.make_run("ada/export", name="first, one")
    server.write(
        first,
        {"op": "assign", "path": "text", "value": hard},
        {"op": "assign", "path": "empty", "value": ""},
        {"op": "assign", "path": "lr", "value": 0.1 + 0.2},
        {"op": "assign", "path": "big", "value": 2**60 + 1},
        {"op": "assign", "path": "flag", "value": True},
        {"op": "assign", "path": "when", "value": MOMENT, "type": "datetime"},
        {"op": "assign", "path": "json", "value": {"a": [1, None]}},
        {"op": "assign", "path": "a,b%", "value": 7},
        {"op": "assign", "path": "id", "value": "a field called so"},
        {"op": "add", "path": "sys/tags", "values": ["b", "a,c"]},
        {"op": "assign", "path": "mixed", "value": 1},
        *[{"op": "append", "path": "loss", "value": value} for value in (0.9, "NaN", 0.4)],
        {"op": "append", "path": "words", "value": "=last"},
    )
    server.attach(first, "file", b"bytes", name="f.txt")
    second = server.make_run("ada/export", name="second")
    server.write(
        second,
        {"op": "assign", "path": "lr", "value": "Infinity", "type": "float"},
        {"op": "assign", "path": "mixed", "value": "one"},
        {"op": "append", "path": "loss", "value": 0.5},
    )
    third = server.make_run("ada/export")
    thrown = server.make_run("ada/export", name="thrown")
    server.request("POST", f"{PLACE}/trash", {"ids": [thrown]})
    return [first, second, third, thrown]


COLUMNS = "text,empty,lr,big,flag,when,json,a%2Cb%25,sys/tags,mixed,loss:min,loss,loss:at=0,loss:count,words,id,absent"


def test_csv_has_every_value_as_it_is(server: TestServer):
    answer = ask(server, columns=COLUMNS, sort="sys/created_at")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith('attachment; filename="export.csv"')
    rows = read_csv(answer)
    head = ["id", "name", "text", "empty", "lr", "big", "flag", "when", "json", "a,b%", "sys/tags", "mixed"]
    assert rows[0] == [*head, "loss:min", "loss", "loss:at=0", "loss:count", "words", "/id", "absent"]
    first = dict(zip(rows[0], rows[1], strict=True))
    assert first == {
        "id": "EXP-1",
        "name": "first, one",
        "text": 'he said "no",\r\n=1+1 ü',
        "empty": "",
        "lr": "0.30000000000000004",
        "big": "1152921504606846977",
        "flag": "true",
        "when": "2026-09-21T14:13:20.123456Z",
        "json": '{"a":[1,null]}',
        "a,b%": "7",
        "sys/tags": '["a,c","b"]',
        "mixed": "1",
        "loss:min": "0.4",
        "loss": "0.4",
        "loss:at=0": "0.9",
        "loss:count": "3",
        "words": "=last",
        "/id": "a field called so",
        "absent": "",
    }
    assert b"\r\nEXP-2,second,,,Infinity," in answer.body, "nothing is no empty text"
    assert b',"",0.3' in answer.body
    assert [row[0] for row in rows[1:]] == ["EXP-1", "EXP-2", "EXP-3"]


def test_json_is_one_list(server: TestServer):
    answer = ask(server, format="json", columns="lr,big,when,json,sys/tags,loss:at=1,file,absent", sort="-lr")
    assert answer.headers["content-type"] == "application/json"
    rows = json.loads(answer.body)
    assert [row["id"] for row in rows] == ["EXP-2", "EXP-1", "EXP-3"]
    assert rows[1] | {"file": None} == {
        "id": "EXP-1",
        "name": "first, one",
        "lr": 0.1 + 0.2,
        "big": str(2**60 + 1),
        "when": "2026-09-21T14:13:20.123456Z",
        "json": {"a": [1, None]},
        "sys/tags": ["a,c", "b"],
        "loss:at=1": "NaN",
        "file": None,
        "absent": None,
    }
    assert rows[1]["file"]["name"] == "f.txt"
    assert rows[0]["lr"] == "Infinity"
    assert json.loads(ask(server, format="json", query='sys/name = "nobody"').body) == []


def test_parquet_is_typed(server: TestServer):
    answer = ask(server, format="parquet", columns=COLUMNS, sort="sys/created_at")
    table = pq.read_table(io.BytesIO(answer.body))
    types = {field.name: str(field.type) for field in table.schema}
    assert types == {
        **dict.fromkeys(["id", "name", "text", "empty", "json", "mixed", "words", "/id", "absent"], "string"),
        **dict.fromkeys(["lr", "loss:min", "loss", "loss:at=0"], "double"),
        **dict.fromkeys(["big", "loss:count", "a,b%"], "int64"),
        "flag": "bool",
        "when": "timestamp[us, tz=UTC]",
        "sys/tags": "list<element: string>",
    }
    first, second, third = table.to_pylist()
    assert (first["big"], first["flag"], first["lr"], first["mixed"]) == (2**60 + 1, True, 0.1 + 0.2, "1")
    assert first["when"] == datetime.fromtimestamp(MOMENT // 1_000_000, UTC).replace(microsecond=MOMENT % 1_000_000)
    assert first["sys/tags"] == ["a,c", "b"]
    assert (second["lr"], second["mixed"], second["loss:count"]) == (math.inf, "one", 1)
    assert {value for name, value in third.items() if name not in {"id", "name"}} == {None}
    assert pq.read_table(io.BytesIO(ask(server, format="parquet", query="lr > 9 AND lr < 1").body)).num_rows == 0


def test_what_is_asked_for_is_what_comes(server: TestServer):
    def ids(**what: str) -> list[str]:
        return [row[0] for row in read_csv(ask(server, **what))[1:]]

    assert ids() == ["EXP-3", "EXP-2", "EXP-1"], "newest first"
    assert ids(query="loss < 0.45") == ["EXP-1"]
    assert ids(sort="loss:max") == ["EXP-2", "EXP-1", "EXP-3"]
    assert ids(sort="-mixed,-sys/created_at", trashed="all")[2:] == ["EXP-4", "EXP-3"]
    assert ids(trashed="true") == ["EXP-4"]


def test_what_cannot_be_read_is_refused(server: TestServer):
    ask(server, query="lr <").problem(400, "invalid_query")
    ask(server, columns="loss:at=x").problem(422, "invalid_step")
    ask(server, sort="loss:at=1").problem(422, "invalid_input")
    ask(server, format="xlsx").problem(422)
    ask(server, columns=",".join(f"f{index}" for index in range(1_001))).problem(413, "too_large")
