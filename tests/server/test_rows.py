"""Rows of tables: read in pages, and nothing that a file does reaches the server."""

import io
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from seamark.model import limits
from seamark.testing.requests import V1, Answer
from seamark.testing.server import TestServer

PARQUET = "application/vnd.apache.parquet"


@pytest.fixture(scope="module")
def run(server: TestServer) -> str:
    return server.make_run()


def write(table: pa.Table, **options: Any) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(table, buffer, **options)
    return buffer.getvalue()


def ask(server: TestServer, run: str, path: str, query: str = "") -> Answer:
    return server.request("GET", f"{V1}/runs/{run}/rows?path={path}{query}")


def test_pages_come_in_order_from_any_row(server: TestServer, run: str):
    content = write(pa.table({"id": range(2_500), "name": [f"row {i}" for i in range(2_500)]}), row_group_size=1_000)
    server.attach(run, "table", content, name="t.parquet", media_type=PARQUET)
    for offset in (0, 999, 1_000, 1_700, 2_490):
        page = ask(server, run, "table", f"&offset={offset}&limit=20").json()
        wanted = [[i, f"row {i}"] for i in range(offset, min(offset + 20, 2_500))]
        assert (page["rows"], page["total"], page["offset"]) == (wanted, 2_500, offset)
    assert page["columns"] == [{"name": "id", "type": "int64"}, {"name": "name", "type": "string"}]
    assert ask(server, run, "table", "&offset=99999").json()["rows"] == []


def test_hard_values_keep_their_meaning(server: TestServer, run: str):
    columns = {
        "int": pa.array([2**53 + 1, None]),
        "float": pa.array([float("nan"), float("-inf")]),
        "text": pa.array(["<img src=x onerror=alert(1)>", "x" * 5_000]),
        "bytes": pa.array([b"\x00\xff", None]),
        "list": pa.array([[1.5, float("nan")], None]),
        "dict": pa.array([{"a": 1}, None]),
        "time": pa.array([datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), None]),
        "far": pa.array([2**62, None], pa.timestamp("us")),
        "a.b": pa.array([True, False]),
    }
    server.attach(run, "hard", write(pa.table(columns)), name="t.parquet", media_type=PARQUET)
    first, second = ask(server, run, "hard").json()["rows"]
    assert first[:2] == [str(2**53 + 1), "NaN"]
    assert first[2:6] == ["<img src=x onerror=alert(1)>", "<2 bytes>", '[1.5,"NaN"]', '{"a":1}']
    assert first[6] == "2026-01-02T03:04:05+00:00"
    assert isinstance(first[7], str)
    assert second[1] == "-Infinity"
    assert second[2] == "x" * 1_000 + "…"
    assert [first[8], second[8], second[0]] == [True, False, None]


def test_wide_and_long_tables_are_bounded(server: TestServer, run: str):
    wide = pa.table({f"c{i}": [i] for i in range(700)})
    server.attach(run, "wide", write(wide), name="t.parquet", media_type=PARQUET)
    page = ask(server, run, "wide").json()
    assert (len(page["columns"]), page["hidden"]) == (500, 200)
    heavy = pa.table({f"c{i}": ["y" * 1_000] * 1_000 for i in range(40)})
    server.attach(run, "heavy", write(heavy), name="t.parquet", media_type=PARQUET)
    page = ask(server, run, "heavy", "&limit=1000").json()
    assert 100 < len(page["rows"]) < 300
    answer = ask(server, run, "heavy", f"&limit={limits.TABLE_PAGE_ROWS + 1}")
    assert (answer.status, answer.json()["code"]) == (413, "too_large")
    assert ask(server, run, "heavy", "&offset=-1").status == 422


def test_a_file_that_asks_for_all_memory_is_refused(server: TestServer, run: str):
    long = pa.DictionaryArray.from_arrays(pa.array([0] * 500, pa.int32()), pa.array(["z" * 8 * 2**20]))
    bomb = write(pa.table({"x": long}), compression="zstd", store_schema=False)
    assert len(bomb) < 2**20
    server.attach(run, "bomb", bomb, name="t.parquet", media_type=PARQUET)
    answer = ask(server, run, "bomb", "&limit=500")
    assert answer.status == 422
    assert "Download" in answer.json()["remedy"]
    server.attach(run, "small", write(pa.table({"x": [1]})), name="t.parquet", media_type=PARQUET)
    assert ask(server, run, "small").json()["rows"] == [[1]]


@pytest.mark.parametrize("damage", ["cut", "footer", "zeros", "text", "empty"])
def test_damaged_files_are_refused(server: TestServer, run: str, damage: str):
    good = write(pa.table({"x": range(100)}))
    content = {
        "cut": good[: len(good) // 2],
        "footer": good[:-8] + b"\xff\xff\xff\x7fPAR1",
        "zeros": good[:4] + bytes(len(good) - 12) + good[-8:],
        "text": b"id,label\n1,2\n",
        "empty": b"",
    }[damage]
    server.attach(run, damage, content, name="t.parquet", media_type=PARQUET)
    answer = ask(server, run, damage)
    assert answer.status == 422, answer
    assert "t.parquet" in answer.json()["detail"]


def test_other_files_are_no_tables(server: TestServer, run: str):
    server.attach(run, "text", b"id\n1\n", name="t.csv", media_type="text/csv")
    assert "no Parquet" in ask(server, run, "text").json()["detail"]
    assert ask(server, run, "absent").status == 404
