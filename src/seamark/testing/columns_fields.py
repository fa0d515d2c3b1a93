"""Rules of the columns store about fields and pages of runs."""

import math
from typing import Final

import pytest
from msgspec.structs import replace

from seamark.model.values import FieldType
from seamark.storage.columns.rows import FieldRow, Key, ObjectState, PageRequest, Sql, StatsRow
from seamark.testing.columns_fixtures import ColumnsFixtures, Shelf, load_one

HARD_VALUES = [
    True,
    False,
    0,
    2**53 + 1,
    -(2**63),
    2**63 - 1,
    0.0,
    -0.0,
    1e-308,
    5e-324,
    1.7976931348623157e308,
    0.1 + 0.2,
    math.inf,
    -math.inf,
    math.nan,
    "",
    " ",
    'it\'s \\ "quoted"\t\n{x:String} \x01',
    "Ω🦊\U0001f469\u200d\U0001f680",
    "a" * 65_536,
    (),
    ("b", "a", "", "🦊'"),
]
HARD_PATHS = ["a", "a/b", "a/b/c", "🦊/ü/日本", "it's", 'quo"te', "back\\slash", "per%cent_", "{x:String}", "x" * 1024]


class FieldsSuite(ColumnsFixtures):
    """Rules of the newest state of fields."""

    @pytest.mark.parametrize("value", HARD_VALUES, ids=lambda value: repr(value)[:20])
    def test_a_value_comes_back_as_it_was(self, shelf: Shelf, value: object) -> None:
        """Integers beyond the floats, NaN, infinities, the sign of zero, any text."""
        row = shelf.field(1, "value", value)
        commit = shelf.write(fields=[row])
        (found,), total = shelf.store.fields(shelf.project, 1)
        assert repr(found) == repr(replace(row, commit=commit.number))
        assert total == 1
        assert repr(load_one(shelf.store, shelf.project, 1).fields) == repr([found])

    def test_paths_of_any_letters(self, shelf: Shelf) -> None:
        """Come back in the order of their bytes; ``a`` and ``a/b`` both exist."""
        shelf.write(fields=[shelf.field(1, path, path) for path in HARD_PATHS])
        found, total = shelf.store.fields(shelf.project, 1)
        assert [row.path for row in found] == sorted(HARD_PATHS, key=str.encode)
        assert all(row.text == row.path for row in found)
        assert total == len(HARD_PATHS)
        for path in HARD_PATHS:
            ((row,), total) = shelf.store.fields(shelf.project, 1, paths=[path])
            assert (row.path, total) == (path, 1)

    def test_every_type_is_kept(self, shelf: Shelf) -> None:
        """With its digest."""
        rows = [replace(shelf.field(1, type, "x", type), digest=f"d-{type}") for type in FieldType]
        shelf.write(fields=rows)
        found, _ = shelf.store.fields(shelf.project, 1)
        assert {(row.path, row.type, row.digest) for row in found} == {(t, t, f"d-{t}") for t in FieldType}

    def test_the_highest_commit_wins(self, shelf: Shelf) -> None:
        """In whatever order the commits come, and one commit twice is as once."""
        number = shelf.number()
        commit = shelf.write(fields=[shelf.field(1, "a", 1)])
        later = replace(commit, number=number + 5, fields=[shelf.field(1, "a", 2.5)])
        shelf.store.write(later)
        shelf.store.write(replace(commit, number=number + 3))
        shelf.store.write(later)
        ((row,), total) = shelf.store.fields(shelf.project, 1)
        assert (row.number, row.type, row.commit, total) == (2.5, FieldType.FLOAT, number + 5, 1)
        assert shelf.store.last_commit() == number + 5

    def test_a_deleted_field_is_not_there(self, shelf: Shelf) -> None:
        """Until it is made again; ``load`` knows of it all the time."""
        row = shelf.field(1, "a", 1)
        shelf.write(fields=[row, shelf.field(1, "b", 1)])
        shelf.delete(row)
        found, total = shelf.store.fields(shelf.project, 1)
        assert ([row.path for row in found], total) == (["b"], 1)
        assert shelf.store.fields(shelf.project, 1, paths=["a"]) == ([], 0)
        assert shelf.store.cells(shelf.project, [1], [Key(path="a")]) == [[None]]
        assert [(row.path, row.deleted, row.generation) for row in load_one(shelf.store, shelf.project, 1).fields] == [
            ("a", True, 1),
            ("b", False, 0),
        ]
        shelf.write(fields=[replace(row, generation=1, text="again", type=FieldType.STRING)])
        ((row, _), total) = shelf.store.fields(shelf.project, 1)
        assert (row.text, row.type, total) == ("again", FieldType.STRING, 2)

    def test_states_are_loaded_together(self, shelf: Shelf) -> None:
        """Each object has its own fields by path, statistics and bases; deleted fields come too, without the others."""
        for object in (1, 2):
            base = shelf.base(object, "x", attempt=1, first_step=float(object))
            shelf.add_series(object, "x", [float(object)] * object)
            shelf.write(bases=[base], fields=[shelf.field(object, "a", object)])
        shelf.write(fields=[replace(shelf.series(2, "x"), deleted=True)])
        first, second, none = map(shelf.store.load(shelf.project, [2, 3, 1]).get, (1, 2, 3))
        assert first is not None
        assert second is not None
        assert none == ObjectState(fields=[], stats=[], bases=[])
        assert [(row.object, row.path, row.integer, row.deleted) for row in first.fields + second.fields] == [
            (1, "a", 1, False),
            (1, "x", None, False),
            (2, "a", 2, False),
            (2, "x", None, True),
        ]
        assert [(row.path, row.count) for row in first.stats] == [("x", 1)]
        assert [(row.path, row.first_step) for row in first.bases] == [("x", 1.0)]
        assert (second.stats, second.bases) == ([], [])

    def test_fields_come_in_pages(self, shelf: Shelf) -> None:
        """Below a prefix, after a path; the count is that of all."""
        paths = [f"config/{index:02}" for index in range(20)] + ["configuration", "con%ig/x", "z"]
        shelf.write(fields=[shelf.field(1, path, path) for path in paths])
        shelf.write(fields=[shelf.field(2, "config/other", 1)])
        found, total = shelf.store.fields(shelf.project, 1, prefix="config/", limit=7)
        assert ([row.path for row in found], total) == (paths[:7], 20)
        found, total = shelf.store.fields(shelf.project, 1, prefix="config/", after=paths[6], limit=100)
        assert ([row.path for row in found], total) == (paths[7:20], 20)
        found, total = shelf.store.fields(shelf.project, 1, after="z")
        assert (found, total) == ([], 23)
        assert shelf.store.fields(shelf.project, 3) == ([], 0)
        assert shelf.store.fields(shelf.project + 1_000_000, 1) == ([], 0)

    def test_series_of_others_are_inherited(self, shelf: Shelf) -> None:
        """Those that have something up to a step, where no nearer object has a field of that path; by path, in
        pages, and counted.
        """
        for object, paths in ((1, "abcd"), (2, "bc"), (3, "c")):
            for path in paths:
                shelf.add_series(object, path, [1.0, 2.0])
        late = shelf.points(1, "late", [1.0], steps=[7.0])
        lines = shelf.lines(1, "log", ["x"])
        files = [shelf.file(1, "f", "d" * 64, step=1.0), shelf.file(1, "g", "d" * 64, step=7.0)]
        fields = [shelf.series(1, "late"), shelf.series(1, "log", FieldType.STRING_SERIES)]
        fields += [shelf.series(1, path, FieldType.FILE_SERIES) for path in "fg"]
        shelf.write(points=[late], lines=[lines], files=files, fields=[*fields, shelf.field(1, "lr", 0.1)])
        shelf.count(1, "late")
        shelf.count(1, "log")
        shelf.delete(shelf.series(2, "b"))
        shelf.write(fields=[shelf.field(3, "d", 5)])
        line = [(2, 5.0), (1, 2.0)]
        rows, total = shelf.store.fields(shelf.project, 3, inherited=line)
        expected = [("a", 1), ("b", 1), ("c", 3), ("d", 3), ("f", 1), ("log", 1)]
        assert ([(row.path, row.object) for row in rows], total) == (expected, 6)
        rows, total = shelf.store.fields(shelf.project, 3, inherited=line, after="b", limit=3)
        assert ([(row.path, row.object) for row in rows], total) == (expected[2:5], 6)
        rows, total = shelf.store.fields(shelf.project, 3, inherited=line, paths=["b", "lr", "late"])
        assert ([(row.path, row.object) for row in rows], total) == ([("b", 1)], 1)
        rows, _ = shelf.store.fields(shelf.project, 3, inherited=[(1, 9.0)], prefix="la")
        assert [row.path for row in rows] == ["late"]

    def test_cells_are_in_the_order_asked(self, shelf: Shelf) -> None:
        """Of runs or not; a series shows its statistics, one without points its field."""
        shelf.add_series(1, "loss", [3.0, 1.0])
        shelf.write(fields=[shelf.series(2, "loss"), shelf.field(1, "lr", 0.5)])
        keys = [Key(path="lr"), Key(path="loss"), Key(path="none")]
        (no_lr, empty, _), none, (lr, loss, nothing) = shelf.store.cells(shelf.project, [2, 9, 1], keys)
        assert (no_lr, nothing, none) == (None, None, [None] * 3)
        assert isinstance(empty, FieldRow)
        assert isinstance(lr, FieldRow)
        assert isinstance(loss, StatsRow)
        assert (lr.number, loss.last, loss.min) == (0.5, 1.0, 1.0)

    def test_paths_are_counted(self, shelf: Shelf) -> None:
        """Those of most runs first; searched by a part in any case."""
        for object in (1, 2, 3):
            shelf.write(fields=[shelf.field(object, "sys/id", "x"), shelf.field(object, "train/LR", 0.1)])
        shelf.write(fields=[shelf.field(1, "Ünder", 1), shelf.field(2, "gone", 1)])
        shelf.delete(shelf.field(2, "gone", 1))
        found, total = shelf.store.paths(shelf.project)
        assert [(one.path, one.objects) for one in found] == [("sys/id", 3), ("train/LR", 3), ("Ünder", 1)]
        assert total == 3
        assert [one.path for one in shelf.store.paths(shelf.project, search="lr")[0]] == ["train/LR"]
        assert [one.path for one in shelf.store.paths(shelf.project, search="üN")[0]] == ["Ünder"]
        assert shelf.store.paths(shelf.project, search="%") == ([], 0)
        assert shelf.store.paths(shelf.project, limit=1)[1] == 3
        only, others = shelf.store.paths(shelf.project, only=[1]), shelf.store.paths(shelf.project, others=[1])
        assert {one.path: one.objects for one in only[0]} == {"sys/id": 1, "train/LR": 1, "Ünder": 1}
        assert {one.path: one.objects for one in others[0]} == {"sys/id": 2, "train/LR": 2}
        assert shelf.store.paths(shelf.project, only=[]) == ([], 0)

    def test_types_of_a_path(self, shelf: Shelf) -> None:
        """In any run; what is written later is known at once."""
        assert not shelf.store.types(shelf.project, "x")
        shelf.write(fields=[shelf.field(1, "x", 0.5), shelf.field(2, "y", "text")])
        assert set(shelf.store.types(shelf.project, "x")) == {FieldType.FLOAT}
        shelf.write(fields=[shelf.field(2, "x", "text")])
        assert set(shelf.store.types(shelf.project, "x")) == {FieldType.FLOAT, FieldType.STRING}
        shelf.reopen()
        assert set(shelf.store.types(shelf.project, "x")) == {FieldType.FLOAT, FieldType.STRING}
        assert not shelf.store.types(shelf.project + 1000, "x")

    def test_holders_of_a_text(self, shelf: Shelf) -> None:
        """Of all projects; what was overwritten or deleted does not count."""
        text = f"own {shelf.project}"
        shelf.write(fields=[shelf.field(object, "sys/own_id", text) for object in (1, 2, 3)])
        shelf.write(fields=[shelf.field(2, "sys/own_id", "other")])
        shelf.delete(shelf.field(3, "sys/own_id", text))
        assert shelf.store.holders("sys/own_id", text) == [(shelf.project, 1)]

    def test_what_is_called_so(self, shelf: Shelf) -> None:
        """The whole name first, then its beginning, then a part; of ids the beginning alone; newest first."""
        called = {1: "Wide", 2: "wide net", 3: "a WIDE net", 4: "ID-1", 5: "wide", 6: "wide"}
        fields = [shelf.field(object, "sys/name", name) for object, name in called.items()]
        fields += [shelf.field(7, "sys/own_id", "my-wide-7"), shelf.field(8, "sys/id", "WIDE-8")]
        shelf.write(fields=[*fields, shelf.field(9, "sys/id", "SUN-WIDE"), shelf.field(9, "notes", "wide")])
        shelf.write(fields=[shelf.field(5, "sys/name", "narrow")])
        shelf.delete(shelf.field(6, "sys/name", "wide"))
        assert shelf.store.find_called([shelf.project], "wide", limit=10) == [1, 8, 2, 7, 3]
        assert shelf.store.find_called([shelf.project], "wide", limit=2) == [1, 8]
        assert shelf.store.find_called([shelf.project + 1000], "wide", limit=10) == []

    def test_what_changed_since(self, shelf: Shelf) -> None:
        """Paths per object; an empty list where there are too many."""
        shelf.write(fields=[shelf.field(1, "a", 1), shelf.field(2, "b", 1)])
        before = shelf.store.last_commit()
        assert shelf.store.changed(shelf.project, before) == ({}, before)
        shelf.write(fields=[shelf.field(2, "b", 2)], files=[shelf.file(3, "f", "d")])
        shelf.write(fields=[shelf.field(4, f"m/{index}", 1) for index in range(201)])
        changed, newest = shelf.store.changed(shelf.project, before)
        assert changed == {2: ["b"], 3: ["f"], 4: []}
        assert newest == shelf.store.last_commit()


MANY: Final = 10**6
"""More runs than any test has, so that no page ends early."""


class PagesSuite(ColumnsFixtures):
    """Rules of a page of runs."""

    def page(self, shelf: Shelf, *sort: Key, where: Sql | None = None, offset: int = 0, limit: int = 100) -> list[int]:
        """Return the runs of a page."""
        request = PageRequest(
            project=shelf.project, total=MANY, keys=[], sort=sort, where=where, offset=offset, limit=limit
        )
        return shelf.store.page(request).objects

    def test_runs_come_newest_first(self, shelf: Shelf) -> None:
        """Without a key by when they were made; trashed ones and what is no run do not come."""
        for object, created in ((1, 30), (2, 10), (3, 20), (4, 5)):
            shelf.run(object, sys__created_at=created)
        shelf.write(fields=[shelf.field(9, "sys/created_at", 99), shelf.field(4, "sys/trashed", True)])
        shelf.run(10, sys__created_at=100)
        request = PageRequest(project=shelf.project, total=3, keys=[Key(path="sys/id")], sort=[], others=[9, 10])
        page = shelf.store.page(request)
        assert (page.objects, page.matched) == ([1, 3, 2], 3)
        assert [[cell.text for cell in row if isinstance(cell, FieldRow)] for row in page.cells] == [
            ["RUN-1"],
            ["RUN-3"],
            ["RUN-2"],
        ]

    def test_a_project_without_runs(self, shelf: Shelf) -> None:
        """Has an empty page."""
        page = shelf.store.page(PageRequest(project=shelf.project, total=0, keys=[Key(path="a")], sort=[Key(path="a")]))
        assert (page.objects, page.cells, page.matched) == ([], [], 0)

    def test_sorted_by_numbers(self, shelf: Shelf) -> None:
        """Infinities at their ends, NaN behind all numbers, what is missing last; both ways."""
        values = {1: 1.0, 2: math.inf, 3: -math.inf, 4: math.nan, 5: -1, 6: 2**53, 7: 2**53 + 1}
        for object, value in values.items():
            shelf.run(object, x=value)
        shelf.run(8)
        shelf.run(9, y=1)
        assert self.page(shelf, Key(path="x")) == [3, 5, 1, 6, 7, 2, 4, 9, 8]
        assert self.page(shelf, Key(path="x", descending=True)) == [2, 7, 6, 1, 5, 3, 4, 9, 8]

    def test_sorted_by_texts_and_sets(self, shelf: Shelf) -> None:
        """By their letters."""
        for object, value in ((1, "b"), (2, "a"), (3, ""), (4, ("z", "y")), (5, ("c",))):
            shelf.run(object, x=value)
        assert self.page(shelf, Key(path="x")) == [3, 2, 1, 5, 4]
        assert self.page(shelf, Key(path="x", descending=True)) == [4, 5, 1, 2, 3]

    def test_sorted_by_several_keys(self, shelf: Shelf) -> None:
        """Ties go on to the next key, also among those that lack the first; then newest first."""
        rows = {
            1: ("a", 1.0),
            2: ("a", 2.0),
            3: ("b", 1.0),
            4: (None, 2.0),
            5: (None, 1.0),
            6: ("a", None),
            7: (None, None),
        }
        for object, (text, value) in rows.items():
            values = {"state": text, "n": value}
            shelf.run(object, **{name: value for name, value in values.items() if value is not None})
        shelf.run(8, state="a", n=2.0)
        state, number = Key(path="state"), Key(path="n", descending=True)
        whole = [8, 2, 1, 6, 3, 4, 5, 7]
        assert self.page(shelf, state, number) == whole
        assert self.page(shelf, Key(path="none"), state, number) == whole
        assert self.page(shelf, state, Key(path="none"), number) == whole
        for limit in (1, 2, 3):
            pages = [self.page(shelf, state, number, offset=offset, limit=limit) for offset in range(0, 9, limit)]
            assert [object for page in pages for object in page] == whole

    def test_values_that_are_not_numbers_tie(self, shelf: Shelf) -> None:
        """The next key decides among them."""
        for object, value in ((1, 3), (2, 1), (3, 2)):
            shelf.run(object, x=math.nan, y=value)
        assert self.page(shelf, Key(path="x"), Key(path="y")) == [2, 3, 1]

    def test_sorted_by_statistics(self, shelf: Shelf) -> None:
        """By the last value or what is named; of the present generation only."""
        for object, values in ((1, [5.0, 1.0]), (2, [0.0, 3.0]), (3, [9.0, 2.0]), (4, [7.0])):
            shelf.run(object)
            shelf.add_series(object, "loss", values)
        shelf.delete(shelf.series(3, "loss"))
        shelf.write(fields=[replace(shelf.series(4, "loss"), generation=1)])
        assert self.page(shelf, Key(path="loss")) == [1, 2, 4, 3]
        shelf.add_series(4, "loss", [0.5], generation=1)
        assert self.page(shelf, Key(path="loss")) == [4, 1, 2, 3]
        assert self.page(shelf, Key(path="loss", aggregate="max", descending=True)) == [1, 2, 4, 3]
        assert self.page(shelf, Key(path="loss", aggregate="count", descending=True)) == [2, 1, 4, 3]

    def test_numbers_and_series_under_one_path(self, shelf: Shelf) -> None:
        """Are sorted together; a key that names a statistic leaves the single values out."""
        shelf.run(1, x=2.0)
        shelf.run(2)
        shelf.add_series(2, "x", [9.0, 1.0])
        shelf.run(3, x=0)
        assert self.page(shelf, Key(path="x")) == [3, 2, 1]
        assert self.page(shelf, Key(path="x", aggregate="max")) == [2, 3, 1]

    def test_filtered(self, shelf: Shelf) -> None:
        """The bitmap says which; the count is of those."""
        for object in range(1, 8):
            shelf.run(object, x=object)
        shelf.write(fields=[shelf.field(20, "x", 5)])
        where = shelf.those("path = 'x' AND number > {w_least:Float64}", w_least=3.5)
        request = PageRequest(
            project=shelf.project, total=MANY, keys=[], sort=[Key(path="x")], where=where, others=[20]
        )
        page = shelf.store.page(replace(request, offset=1, limit=2))
        assert (page.objects, page.matched) == ([5, 6], 4)
        shelf.write(fields=[shelf.field(6, "sys/trashed", True)])
        page = shelf.store.page(request)
        assert (page.objects, page.matched) == ([4, 5, 7], 3)
        page = shelf.store.page(replace(request, offset=4))
        assert (page.objects, page.matched) == ([], 3)
        page = shelf.store.page(replace(request, sort=[Key(path="none"), Key(path="x", descending=True)], offset=1))
        assert (page.objects, page.matched) == ([5, 4], 3)
        nobody = shelf.those("path = 'x' AND number > {w_least:Float64}", w_least=99.0)
        assert shelf.store.page(replace(request, where=nobody)).matched == 0

    def test_what_was_overwritten_does_not_sort(self, shelf: Shelf) -> None:
        """Nor filter, though the engine has not merged it yet."""
        for object in (1, 2, 3):
            shelf.run(object, x=object)
        shelf.write(fields=[shelf.field(1, "x", 10)])
        shelf.delete(shelf.field(3, "x", 3))
        assert self.page(shelf, Key(path="x")) == [2, 1, 3]
        assert self.page(shelf, where=shelf.those("path = 'x' AND number < 5")) == [2]
