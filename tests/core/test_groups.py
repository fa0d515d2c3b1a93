"""Groups of runs on the real stores."""

import io
import json
import math

import pyarrow.parquet as pq
import pytest

from seamark.core.agreement import read_key
from seamark.core.choices import Choices
from seamark.core.group_export import export_groups
from seamark.core.groups import Groups
from seamark.core.tables import Tables
from seamark.model import limits
from seamark.model.errors import InvalidInput, InvalidPath, InvalidQuery, InvalidValue, TooLarge
from seamark.model.objects import ObjectKind, make_uid
from seamark.model.values import FieldType
from seamark.wire.api.groups import GroupCell, GroupRequest
from seamark.wire.api.tables import Column, Grouping, GroupRef, Sort, TableRequest

LOSS = Column(path="loss")
BY_LR = Grouping(by=["config/lr"])
BUT_SEED = Grouping(apart_from=["config/seed"])


@pytest.fixture(scope="module")
def tables(shelf):
    return Tables(shelf.catalog, shelf.columns, lambda: "http://127.0.0.1:1")


@pytest.fixture(scope="module")
def choices(shelf):
    return Choices(shelf.catalog, shelf.columns)


@pytest.fixture(scope="module")
def groups(shelf, tables):
    return Groups(shelf.catalog, shelf.columns, tables)


@pytest.fixture(scope="module")
def project(shelf):
    """Six runs: a to c with lr 1 and seeds 0 to 2, d and e with lr 0.5, f without configuration; and a model."""
    project = shelf.project()
    for index, name in enumerate("abcdef"):
        run = shelf.run(project, name=name, state="failed" if name in "be" else "finished")
        if name != "f":
            shelf.assign(run, config__lr=[1, 1.0, 1, 0.5, 0.5][index], config__seed=index % 3)
            shelf.points(run, "loss", [9.0, [2.0, 4.0, math.nan, 1.0, 1.0][index]])
        reason = {"b": "CUDA out of memory: 1.5 GiB at 0x7f", "e": "CUDA out of memory: 20 MiB at 0xff"}.get(name)
        if reason:
            shelf.assign(run, sys__reason=reason)
        shelf.write(fields=[shelf.field(run, "sys/tags", ["best", name], FieldType.STRING_SET)])
    shelf.file(run, "weights", b"1234")
    model, _ = shelf.catalog.objects.create(
        project.number,
        ObjectKind.MODEL,
        uid=make_uid(),
        own_id=None,
        parent=None,
        created_at=1,
        created_by="a",
        key="N",
    )
    shelf.assign(model, sys__id=model.id, config__lr=1)
    return project


def names(tables, project, **more):
    return [row.run.name for row in tables.table(project, TableRequest(**more)).rows]


def test_a_page_of_groups(groups, tables, project):
    request = GroupRequest(grouping=BY_LR, columns=[LOSS, Column(path="sys/name"), Column(path="config/lr")])
    page = groups.page(project, GroupRequest(**{**_as_dict(request), "sort": [Sort(path="loss")]}))
    assert (page.matched_groups, page.matched, page.total) == (3, 6, 6)
    half, one, none = page.groups
    assert (half.values, one.values, none.values) == ([0.5], [1], [None])
    assert (half.runs_count, half.states) == (2, {"finished": 1, "failed": 1})
    assert half.cells[0] == GroupCell(count=2, mean=1.0, std=0.0, min=1.0, max=1.0, same=True, value=1.0)
    assert one.cells[0] == GroupCell(count=2, mean=3.0, std=math.sqrt(2), min=2.0, max=4.0)
    assert one.cells[1] == GroupCell(count=3)
    assert one.cells[2] == GroupCell(count=3, mean=1.0, std=0.0, min=1.0, max=1.0, same=True, value=1)
    assert none.cells == [None, GroupCell(count=1, same=True, value="f"), None]
    uids = {row.run.uid: row.run.name for row in tables.table(project, TableRequest()).rows}
    assert [uids[run.uid] for run in one.runs] == ["a", "b", "c"]
    json.dumps([group.values for group in page.groups], allow_nan=False)


def _as_dict(request):
    return {"grouping": request.grouping, "columns": request.columns, "query": request.query}


def test_the_runs_of_a_group_in_a_table(groups, tables, project):
    for grouping in (BY_LR, BUT_SEED, Grouping(by=["sys/state"], apart_from=["config/seed"])):
        page = groups.page(project, GroupRequest(grouping=grouping))
        for group in page.groups:
            ref = GroupRef(grouping=grouping, key=group.key)
            rows = tables.table(project, TableRequest(group=ref)).rows
            assert [row.run.uid for row in rows] == [run.uid for run in group.runs]
    (ref,) = (
        GroupRef(grouping=BY_LR, key=group.key)
        for group in groups.page(project, GroupRequest(grouping=BY_LR)).groups
        if group.values == [1]
    )
    by_name = [Sort(path="sys/name", descending=True)]
    assert names(tables, project, group=ref, sort=by_name) == ["c", "b", "a"]
    assert names(tables, project, group=ref, sort=by_name, offset=1, limit=1) == ["b"]
    assert names(tables, project, group=ref, query='sys/state = "finished"') == ["c", "a"]
    assert names(tables, project, group=GroupRef(grouping=BY_LR, key="0" * 15 + "1")) == []


def test_the_trash_has_groups_in_tables(shelf, groups, tables):
    project = shelf.project()
    for name in "abc":
        shelf.assign(shelf.run(project, name=name), config__lr=1, sys__trashed=name == "b")
    (group,) = groups.page(project, GroupRequest(grouping=BY_LR)).groups
    ref = GroupRef(grouping=BY_LR, key=group.key)
    assert group.runs_count == 2
    for trashed, expected in ((False, ["c", "a"]), (True, ["b"]), (None, ["c", "b", "a"])):
        assert names(tables, project, group=ref, trashed=trashed) == expected


def test_failures_are_grouped_by_what_went_wrong(groups, project):
    by_reason = Grouping(by=["sys/reason"])
    page = groups.page(project, GroupRequest(grouping=by_reason, query='sys/state = "failed"'))
    (group,) = page.groups
    assert (group.runs_count, group.values) == (2, ["CUDA out of memory: … at …"])
    assert (page.matched, page.total) == (2, 6)


def test_without_an_order_the_largest_group_comes_first(groups, project):
    page = groups.page(project, GroupRequest(grouping=BY_LR))
    assert [group.runs_count for group in page.groups] == [3, 2, 1]


def test_a_column_at_a_step_is_told_of_runs_only(groups, project):
    at_step = Column(path="loss", at=0)
    page = groups.page(project, GroupRequest(grouping=BY_LR, columns=[at_step, LOSS], sort=[Sort(path="config/lr")]))
    at, last = page.groups[1].cells
    assert at is None
    assert last is not None


def test_the_same_configuration_except(groups, project):
    page = groups.page(project, GroupRequest(grouping=BUT_SEED, sort=[Sort(path="sys/created_at")]))
    assert [group.runs_count for group in page.groups] == [3, 2, 1]
    assert all(group.values == [] for group in page.groups)
    assert len(groups.page(project, GroupRequest(grouping=Grouping(apart_from=[]))).groups) == 6


def test_a_file_is_shown_where_it_stands_alone(groups, project):
    page = groups.page(project, GroupRequest(grouping=Grouping(by=["sys/name"]), columns=[Column(path="weights")]))
    (cell,) = [group.cells[0] for group in page.groups if group.values == ["f"]]
    assert (cell.same, cell.value["size"]) == (True, 4)


@pytest.mark.parametrize(
    ("grouping", "error", "place"),
    [
        (Grouping(), InvalidInput, "grouping"),
        (Grouping(by=["a"] * 9), TooLarge, "grouping.by"),
        (Grouping(apart_from=[f"config/{index}" for index in range(9)]), TooLarge, "grouping.apart_from"),
        (Grouping(by=["a//b"]), InvalidPath, "a//b"),
        (Grouping(apart_from=["seed"]), InvalidValue, "seed"),
        (Grouping(by=["weights"]), InvalidValue, "weights"),
    ],
)
def test_groupings_that_are_none(groups, tables, project, grouping, error, place):
    with pytest.raises(error) as refused:
        groups.page(project, GroupRequest(grouping=grouping))
    assert refused.value.path == place
    with pytest.raises(error):
        tables.table(project, TableRequest(group=GroupRef(grouping=grouping, key="0" * 16)))


def test_requests_have_limits(groups, project):
    for more in (
        {"limit": limits.GROUPS_PAGE + 1},
        {"limit": -1},
        {"columns": [LOSS] * 1_001},
        {"sort": [Sort(path="a")] * 9},
    ):
        with pytest.raises(TooLarge):
            groups.page(project, GroupRequest(grouping=BY_LR, **more))
    with pytest.raises(InvalidInput):
        groups.page(project, GroupRequest(grouping=BY_LR, offset=-1))
    with pytest.raises(InvalidQuery):
        groups.page(project, GroupRequest(grouping=BY_LR, query="config/lr <"))
    for key in ("", "xyz", "0" * 17, "F" * 16, "-" + "0" * 15):
        with pytest.raises(InvalidValue):
            read_key(key)


def test_columns_that_differ_come_first(choices, project):
    runs = ObjectKind.RUN
    columns = choices.columns(project, kind=runs, order="differing").columns
    assert [(one.path, one.values) for one in columns[:2]] == [("config/lr", 2), ("config/seed", 3)]
    facts = {one.path: one.values for one in columns}
    assert (facts["sys/name"], facts["sys/state"], facts["loss"], facts["weights"]) == (6, 2, None, None)
    plain = choices.columns(project, kind=runs).columns
    assert plain[0].path.startswith("sys/")
    assert {one.path: one.values for one in plain} == facts
    searched = choices.columns(project, kind=runs, order="differing", search="SEED").columns
    assert [one.path for one in searched] == ["config/seed"]
    assert all(one.values is None for one in choices.columns(project, kind=ObjectKind.MODEL).columns)


def test_values_of_a_field(choices, project):
    def found(path, **more):
        return [(one.value, one.runs) for one in choices.values(project, path, **more).values]

    assert found("config/lr") == [(1, 3), (0.5, 2)]
    assert found("sys/tags", limit=1) == [("best", 6)]
    assert found("sys/state", search="FIN") == [("finished", 4)]
    assert choices.values(project, "sys/tags").type is FieldType.STRING_SET
    assert (choices.values(project, "none").type, found("none"), found("loss")) == (None, [], [])
    with pytest.raises(TooLarge):
        found("config/lr", limit=0)
    with pytest.raises(InvalidPath):
        found("")


def read_export(groups, tables, project, form, **request):
    body = b"".join(export_groups(groups, tables, project, GroupRequest(**request), form))
    if form == "parquet":
        return pq.read_table(io.BytesIO(body)).to_pylist()
    return json.loads(body) if form == "json" else body.decode().splitlines()


def test_groups_as_a_file(groups, tables, project, monkeypatch):
    monkeypatch.setattr("seamark.core.group_export._PORTION", 2)
    columns = [LOSS, Column(path="config/seed"), Column(path="sys/state"), Column(path="loss", at=0)]
    asked = {"grouping": BY_LR, "columns": columns, "sort": [Sort(path="config/lr")]}
    found = read_export(groups, tables, project, "json", **asked)
    assert [row["runs"] for row in found] == [2, 3, 1]
    half, one, none = found
    assert (half["config/lr"], half["loss"], half["loss std"], half["loss runs"]) == (0.5, 1.0, 0.0, 2)
    assert (one["loss"], one["loss runs"], one["sys/state"]) == (3.0, 2, None)
    assert (none["config/lr"], none["loss"], none["loss runs"], none["sys/state"]) == (None, None, 0, "finished")
    assert "loss:at=0" not in half
    assert read_export(groups, tables, project, "parquet", **asked) == found
    head, *lines = read_export(groups, tables, project, "csv", **asked)
    assert head.startswith("config/lr,runs,loss,loss std,loss runs,config/seed,")
    assert len(lines) == 3
    assert read_export(groups, tables, project, "json", **asked | {"query": "config/seed > 9"}) == []
    twice = read_export(groups, tables, project, "json", grouping=BY_LR, columns=[Column(path="loss std"), LOSS])
    assert list(twice[0]) == ["config/lr", "runs", "loss std", "loss", "/loss std", "loss runs"]
    with pytest.raises(InvalidInput):
        read_export(groups, tables, project, "csv", grouping=Grouping())
