"""Runs that tie in the first sort key are sorted by the further ones, whichever way they are found."""

import math

import pytest

from seamark.core.tables import Tables
from seamark.storage.columns import page as pages
from seamark.wire.api.tables import Sort, TableRequest

RUNS = 48
FIRST = [1, 2.5, math.nan, "x", None]
SECOND = [3, None, -1, 3]


@pytest.fixture(scope="module")
def tables(shelf):
    return Tables(shelf.catalog, shelf.columns, lambda: "http://127.0.0.1:1")


@pytest.fixture(scope="module")
def runs():
    """What the runs have, in the order of their making: name, first and second value."""
    return [(f"r{index:02}", FIRST[index % 5], SECOND[index % 4]) for index in range(RUNS)]


@pytest.fixture(scope="module")
def project(shelf, runs):
    project = shelf.project()
    for name, first, second in runs:
        values = {key: value for key, value in (("first", first), ("second", second)) if value is not None}
        shelf.assign(shelf.run(project, name=name), **values)
    return project


def rank_first(value, descending):
    """Numbers come before texts, these before what is not a number; what lacks the field comes last."""
    if value is None:
        return (3, 0)
    if isinstance(value, str):
        return (1, 0)
    return (2, 0) if math.isnan(value) else (0, -value if descending else value)


def rank_second(value, descending):
    return (1, 0) if value is None else (0, -value if descending else value)


def expected(runs, first_descends, second_descends):
    newest = list(reversed(runs))
    newest.sort(key=lambda run: (rank_first(run[1], first_descends), rank_second(run[2], second_descends)))
    return [name for name, _, _ in newest]


@pytest.mark.parametrize(("spare", "many"), [(1_000, 2_000), (0, 2_000), (3, 2_000), (1_000, 0)])
@pytest.mark.parametrize(("first", "second"), [(False, False), (True, False), (False, True), (True, True)])
def test_pages_are_the_slices_of_one_order(tables, project, runs, monkeypatch, spare, many, first, second):
    monkeypatch.setattr(pages, "_SPARE", spare)
    monkeypatch.setattr(pages, "MANY", many)
    sort = [Sort(path="first", descending=first), Sort(path="second", descending=second)]
    whole = expected(runs, first, second)
    for offset in range(0, RUNS, 7):
        page = tables.table(project, TableRequest(sort=sort, offset=offset, limit=7))
        assert [row.run.name for row in page.rows] == whole[offset : offset + 7]


@pytest.mark.parametrize("spare", [1_000, 0])
def test_pages_of_a_query_are_slices_too(tables, project, runs, monkeypatch, spare):
    monkeypatch.setattr(pages, "_SPARE", spare)
    sort = [Sort(path="first"), Sort(path="second")]
    whole = expected([run for run in runs if run[2] == 3], False, False)
    for offset in range(0, len(whole), 5):
        page = tables.table(project, TableRequest(sort=sort, query="second = 3", offset=offset, limit=5))
        assert [row.run.name for row in page.rows] == whole[offset : offset + 5]
        assert page.matched == len(whole)
