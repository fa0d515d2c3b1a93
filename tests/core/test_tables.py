"""Pages of the runs table on the real stores."""

import json
import math

import pytest

from seamark.core.choices import Choices
from seamark.core.tables import Tables
from seamark.model.errors import InvalidInput, InvalidQuery, TooLarge
from seamark.model.values import FieldType
from seamark.wire.api.tables import Column, Sort, TableRequest


@pytest.fixture(scope="module")
def tables(shelf):
    return Tables(shelf.catalog, shelf.columns, lambda: "http://127.0.0.1:1")


@pytest.fixture(scope="module")
def project(shelf):
    """Four runs: a to d, with configuration, a series, tags and a file."""
    project = shelf.project()
    for index, name in enumerate("abcd"):
        run = shelf.run(project, name=name, own_id=f"mine-{name}")
        shelf.assign(run, config__lr=10.0**-index, config__seed=2**53 + index, mixed=[1, "x", 2.5, True][index])
        if index < 3:
            shelf.points(run, "loss", [float(index), math.nan if index == 2 else 5.0])
        shelf.write(fields=[shelf.field(run, "sys/tags", ["best", name], FieldType.STRING_SET)])
    shelf.file(run, "model", b"weights")
    return project


def names(page):
    return [row.run.name for row in page.rows]


def test_a_page_has_runs_and_cells(tables, project):
    columns = [Column(path=path) for path in ("config/lr", "config/seed", "loss", "sys/tags", "none", "mixed")]
    columns += [Column(path="loss", aggregate="min"), Column(path="sys/created_at"), Column(path="model")]
    page = tables.table(project, TableRequest(columns=columns))
    assert names(page) == ["d", "c", "b", "a"]
    assert (page.matched, page.total) == (4, 4)
    d, c, _, a = page.rows
    assert a.run.own_id == "mine-a"
    assert a.run.tags == ["a", "best"]
    assert a.cells == [1.0, 2**53, 5.0, ["a", "best"], None, 1, 0.0, a.run.created_at, None]
    assert c.cells[2:3] + c.cells[6:7] == ["NaN", 2.0]
    assert d.cells[:3] == [1e-3, str(2**53 + 3), None]
    assert d.cells[-1] == {
        "digest": d.cells[-1]["digest"],
        "size": 7,
        "name": "a.txt",
        "media_type": "text/plain",
        "files": 1,
    }
    json.dumps([row.cells for row in page.rows], allow_nan=False)


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ([Sort(path="sys/name")], "abcd"),
        ([Sort(path="config/lr")], "dcba"),
        ([Sort(path="loss", aggregate="min", descending=True)], "cbad"),
        ([Sort(path="loss", aggregate="first")], "abcd"),
        ([Sort(path="none"), Sort(path="sys/name", descending=True)], "dcba"),
        ([], "dcba"),
    ],
)
def test_runs_are_sorted_and_those_without_the_field_come_last(tables, project, sort, order):
    assert names(tables.table(project, TableRequest(sort=sort))) == list(order)


def test_pages_queries_and_counts(tables, project):
    by_name = [Sort(path="sys/name")]
    page = tables.table(project, TableRequest(sort=by_name, offset=1, limit=2))
    assert (names(page), page.matched, page.total) == (["b", "c"], 4, 4)
    query = 'config/lr < 0.5 AND NOT sys/tags CONTAINS "c"'
    page = tables.table(project, TableRequest(sort=by_name, query=query))
    assert (names(page), page.matched, page.total) == (["b", "d"], 2, 4)
    page = tables.table(project, TableRequest(query="sys/created_at < -1000y", limit=0))
    assert (page.rows, page.matched) == ([], 0)
    with pytest.raises(InvalidQuery):
        tables.table(project, TableRequest(query="config/lr <"))


def test_requests_have_limits(tables, project):
    for request in (
        TableRequest(limit=1_001),
        TableRequest(columns=[Column(path="a")] * 1_001),
        TableRequest(sort=[Sort(path="a")] * 9),
    ):
        with pytest.raises(TooLarge):
            tables.table(project, request)
    with pytest.raises(InvalidInput):
        tables.table(project, TableRequest(offset=-1))


def test_columns_to_choose_from(shelf, project):
    choices = Choices(shelf.catalog, shelf.columns)
    found = choices.columns(project)
    facts = {column.path: (column.type, column.runs) for column in found.columns}
    assert facts["config/lr"] == (FieldType.FLOAT, 4)
    assert facts["loss"] == (FieldType.FLOAT_SERIES, 3)
    searched = choices.columns(project, search="LR")
    assert ([column.path for column in searched.columns], searched.total) == (["config/lr"], 1)
    with pytest.raises(TooLarge):
        choices.columns(project, limit=0)
