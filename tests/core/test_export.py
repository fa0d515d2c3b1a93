"""Exports in portions: each run once, in order, also of runs that arrive or go meanwhile."""

import io
import json

import pyarrow.parquet as pq
import pytest

from seamark.core import export, parquet, trash
from seamark.core.export import begin_export
from seamark.model.objects import make_uid
from seamark.model.operations import Append, Assign
from seamark.storage.columns import page
from seamark.wire.api.tables import Column, Sort, TableRequest

RUNS = 120


@pytest.fixture
def project(desk, monkeypatch: pytest.MonkeyPatch):
    """A project of runs with a number and a series each, of which portions of fifty are read."""
    monkeypatch.setattr(export, "_CELLS", 1)
    monkeypatch.setattr(parquet, "_GROUP", 30)
    for index in range(RUNS):
        uid = make_uid()
        origin = desk.session(uid)
        desk.write(uid, Assign(path="x", value=index), Append(path="loss", value=index / 2), origin=origin)
    return desk.core.catalog.projects.all()[0]


def begin(desk, project):
    request = TableRequest(
        columns=[Column(path="x"), Column(path="loss", aggregate="max"), Column(path="loss", at=0)],
        sort=[Sort(path="x", descending=True)],
    )
    return begin_export(desk.core.tables, project, request)


def read(body: bytes, form: str) -> list[dict]:
    if form == "parquet":
        return pq.read_table(io.BytesIO(body)).to_pylist()
    return json.loads(body)


@pytest.mark.parametrize("many", [2_000, 10], ids=["by object", "by path"])
def test_each_run_comes_once(desk, project, monkeypatch: pytest.MonkeyPatch, many: int):
    monkeypatch.setattr(page, "MANY", many)
    for form in ("json", "parquet"):
        rows = read(b"".join(begin(desk, project).write(form)), form)
        assert [row["x"] for row in rows] == list(range(RUNS))[::-1], form
        assert all(row["loss:max"] == row["loss:at=0"] == row["x"] / 2 for row in rows), form


@pytest.mark.parametrize("form", ["json", "parquet"])
def test_what_arrives_or_goes_meanwhile_changes_nothing_else(desk, project, form):
    pieces = begin(desk, project).write(form)
    first = next(pieces)
    desk.write(desk.core.catalog.objects.find("DIG-1")[0].uid, Assign(path="x", value=10**6))
    new = make_uid()
    desk.session(new)
    desk.write(new, Assign(path="x", value=60))
    gone = desk.core.catalog.objects.find("DIG-2")
    desk.do(trash.set_trashed(desk.core, desk.caller, project, gone))
    desk.do(trash.delete_objects(desk.core, desk.caller, project, desk.core.catalog.objects.find("DIG-2")))
    rows = read(first + b"".join(pieces), form)
    assert [row["x"] for row in rows] == [*range(RUNS - 1, 1, -1), 10**6]
