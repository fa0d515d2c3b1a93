"""Rules of the columns store about what differs between objects."""

import math
from typing import Any

import pytest
from msgspec.structs import replace

from seamark.model.errors import TooLarge
from seamark.model.values import FieldType
from seamark.storage.columns.rows import Earlier, PathPage, PathQuestion, SetFile
from seamark.testing.columns_fixtures import ColumnsFixtures, Shelf

SAME = [(1, 1.0), (True, 1), (0.0, -0.0), (math.nan, math.nan), (("a", "b"), ("b", "a")), ("x", "x"), (2**62, 2.0**62)]
DIFFERENT = [
    (1, 2),
    (1, "1"),
    (2**53, 2**53 + 1),
    (2**53 + 1, 2.0**53),
    (-(2**63), 2**63 - 1),
    (2**63 - 1, 2.0**63),
    (math.nan, math.inf),
    (0.1 + 0.2, 0.3),
    ("a", "b"),
    ("", ()),
    (("a",), ("a", "b")),
    (1, None),
]


class DifferencesSuite(ColumnsFixtures):
    """Rules of what differs."""

    def ask(self, shelf: Shelf, *objects: int, **more: object) -> PathPage:
        """Return a page of what objects have."""
        return shelf.store.differing_paths(shelf.project, replace(PathQuestion(objects=objects), **more))

    @pytest.mark.parametrize(("before", "after"), [*SAME, *DIFFERENT], ids=lambda value: repr(value)[:20])
    def test_what_is_the_same_value(self, shelf: Shelf, before: object, after: object) -> None:
        """An int and a float of one value are, and what is written in another order."""
        values = [value for value in (before, after) if value is not None]
        shelf.write(fields=[shelf.field(object, "config/x", value) for object, value in enumerate(values, 1)])
        (found,) = shelf.store.differing(shelf.project, [(1, 2)], ["config/"])
        page = self.ask(shelf, 1, 2)
        if any(before is one and after is other for one, other in SAME):
            assert found == []
            assert page == PathPage(paths=[], differs=[], inherited=[], total=1, different=0)
        else:
            (one,) = found
            assert (one.path, one.before is None, one.after is None) == ("config/x", False, after is None)
            assert one.total == 1
            assert page == PathPage(paths=["config/x"], differs=[True], inherited=[{}], total=1, different=1)

    def test_each_side_has_its_value(self, shelf: Shelf) -> None:
        """Exact; of long texts and sets the beginning. Series and files are no values."""
        shelf.write(
            fields=[
                *(
                    shelf.field(1, f"config/{name}", value)
                    for name, value in {"a": 2**53 + 1, "b": "t", "s": ("y", "x")}.items()
                ),
                *(shelf.field(2, f"config/{name}", value) for name, value in {"a": 0.5, "c": True, "s": ()}.items()),
                shelf.field(2, "config/long", "Ω" * 3000),
                shelf.field(2, "config/many", tuple(map(str, range(200)))),
                shelf.series(2, "config/loss"),
                shelf.field(2, "config/file", None, FieldType.FILE),
                shelf.field(2, "configuration", 1),
            ]
        )
        (found,) = shelf.store.differing(shelf.project, [(1, 2)], ["config/"])
        assert [one.path for one in found] == [f"config/{name}" for name in ("a", "b", "c", "long", "many", "s")]
        before, after = (
            {one.path.removeprefix("config/"): side for one in found if (side := getattr(one, name)) is not None}
            for name in ("before", "after")
        )
        assert (before["a"].type, before["a"].integer) == (FieldType.INT, 2**53 + 1)
        assert (after["a"].type, after["a"].number) == (FieldType.FLOAT, 0.5)
        assert before["b"].text == "t"
        assert (before["s"].items, after["s"].items) == (("x", "y"), ())
        assert set(after["long"].text) == {"Ω"}
        assert 500 < len(after["long"].text) < 1000
        assert 50 < len(after["many"].items) < 100
        assert [(one.before is None, one.after is None) for one in found[1:3]] == [(False, True), (True, False)]

    def test_many_pairs_at_once(self, shelf: Shelf) -> None:
        """Each by itself, an object on either side of several; counted beyond the limit."""
        for object in range(1, 6):
            fields = [shelf.field(object, f"config/{name}", object // 2) for name in "abc"]
            shelf.write(fields=[*fields, shelf.field(object, "hparams/seed", object), shelf.field(object, "x", object)])
        pairs = [(1, 2), (2, 3), (5, 5), (1, 5), (1, 99)]
        found = shelf.store.differing(shelf.project, pairs, ["config/", "hparams/"], limit=2)
        assert [[one.path for one in some] for some in found] == [
            ["config/a", "config/b"], ["hparams/seed"], [], ["config/a", "config/b"], ["config/a", "config/b"],
        ]  # fmt: skip
        assert [some[0].total if some else 0 for some in found] == [4, 1, 0, 4, 4]
        assert all(one.after is None for one in found[4])
        assert shelf.store.differing(shelf.project, [], ["config/"]) == []
        assert shelf.store.differing(shelf.project, [(1, 2)], []) == [[]]

    def test_a_deleted_field_does_not_differ(self, shelf: Shelf) -> None:
        """Nor what was overwritten."""
        row = shelf.field(1, "config/a", 1)
        shelf.write(fields=[row, shelf.field(1, "config/b", 1), shelf.field(2, "config/b", 2)])
        shelf.delete(row)
        shelf.write(fields=[shelf.field(2, "config/b", 1)])
        assert shelf.store.differing(shelf.project, [(1, 2)], ["config/"]) == [[]]
        assert self.ask(shelf, 1, 2) == PathPage(paths=[], differs=[], inherited=[], total=1, different=0)

    def test_series_differ_by_their_statistics(self, shelf: Shelf) -> None:
        """Of the present generation; one without points differs from one with."""
        for object in (1, 2):
            shelf.add_series(object, "same", [1.0, 2.0])
            shelf.add_series(object, "loss", [1.0, 5.0, float(object)])
            shelf.write(fields=[shelf.series(object, "empty")])
            shelf.add_series(object, "renewed", [float(object)])
            shelf.delete(shelf.series(object, "renewed"))
            shelf.add_series(object, "renewed", [3.0], generation=2)
            shelf.write(fields=[replace(shelf.series(object, "renewed"), generation=2)])
            shelf.add_series(object, "gone", [float(object)])
            shelf.delete(shelf.series(object, "gone"))
        shelf.write(fields=[shelf.series(1, "half")])
        shelf.add_series(2, "half", [1.0])
        assert self.ask(shelf, 1, 2) == PathPage(
            paths=["half", "loss"], differs=[True, True], inherited=[{}, {}], total=5, different=2
        )

    def test_series_that_forks_inherit(self, shelf: Shelf) -> None:
        """Are theirs where they begin by the step of the fork and the fork has none of its own; those of one run up
        to one step are alike. The nearest run counts.
        """
        shelf.add_series(1, "loss", [1.0, 2.0, 3.0])
        shelf.write(points=[shelf.points(1, "late", [1.0], steps=[9.0])], fields=[shelf.series(1, "late")])
        shelf.count(1, "late")
        shelf.add_series(1, "gone", [1.0])
        shelf.delete(shelf.series(1, "gone"))
        shelf.add_series(2, "loss", [1.0, 2.0])
        images = [replace(shelf.file(1, "image", "a"), step=step) for step in (1.0, 2.0)]
        shelf.write(
            fields=[shelf.field(1, "image", None, FieldType.FILE_SERIES), shelf.field(1, "lr", 0.5)], files=images
        )
        shelf.add_series(5, "own", [1.0])
        lines = {3: [(1, 1.0)], 4: [(1, 1.0)], 5: [(2, 7.0), (1, 0.5)]}
        page = self.ask(shelf, 3, 4, 5, inherited=lines, only_different=False)
        series, files = FieldType.FLOAT_SERIES, FieldType.FILE_SERIES
        assert page == PathPage(
            paths=["image", "loss", "own"],
            differs=[True, True, True],
            inherited=[{3: files, 4: files}, {3: series, 4: series, 5: series}, {}],
            total=3,
            different=3,
        )
        assert self.ask(shelf, 3, 4, inherited={3: lines[3], 4: lines[4]}).different == 0
        assert self.ask(shelf, 3, 4, inherited={3: lines[3], 4: [(1, 2.0)]}).different == 2
        both = self.ask(shelf, 2, 5, inherited={5: lines[5]}, search="loss")
        assert both.inherited == [{5: series}]

    def test_files_differ_by_their_bytes(self, shelf: Shelf) -> None:
        """Whole sets and series of them too; a file that was taken out of a set is not there."""
        for object, digest in ((1, "a"), (2, "b")):
            names = [
                ("one", FieldType.FILE),
                ("same", FieldType.FILE),
                ("set", FieldType.FILE_SET),
                ("like", FieldType.FILE_SET),
            ]
            out = replace(shelf.file(object, "like", digest, subpath="out"), deleted=True)
            shelf.write(
                fields=[shelf.field(object, path, None, type) for path, type in names],
                files=[
                    shelf.file(object, "one", digest),
                    shelf.file(object, "same", "s"),
                    *(shelf.file(object, "set", digest if name == "z" else "s", subpath=name) for name in "xyz"),
                    *(shelf.file(object, "like", "s", subpath=name) for name in "xy"),
                    out,
                ],
            )
        assert self.ask(shelf, 1, 2).paths == ["one", "set"]
        prints = shelf.store.set_prints(shelf.project, [1, 2], ["set", "like"])
        assert prints[1, "like"] == prints[2, "like"]
        assert prints[1, "set"] != prints[2, "set"]
        found = shelf.store.set_files(shelf.project, [2, 1], ["set"], limit=2)
        expected = [
            SetFile(object=object, path="set", subpath=name, digest="s", size=1) for object in (1, 2) for name in "xy"
        ]
        assert found == expected
        (third,) = [one for one in shelf.store.set_files(shelf.project, [2], ["set"]) if one.subpath == "z"]
        assert third.digest == "b"
        assert shelf.store.set_prints(shelf.project, [3], ["set"]) == {}

    def test_one_path_of_several_kinds(self, shelf: Shelf) -> None:
        """Differs."""
        shelf.write(fields=[shelf.field(1, "x", 1.0)])
        shelf.add_series(2, "x", [1.0])
        assert self.ask(shelf, 1, 2).paths == ["x"]

    def test_fields_side_by_side_come_in_pages(self, shelf: Shelf) -> None:
        """By path, those that differ or all, searched, below a prefix, without what is hidden."""
        for object in (1, 2, 3):
            values = {f"config/p{index}": index if index % 2 else object for index in range(10)}
            more = {"sys/id": str(object), "sys/name": str(object), "sessions/a/host": str(object), "only": 1}
            shelf.write(fields=[shelf.field(object, path, value) for path, value in (values | more).items()])
        shelf.write(fields=[shelf.field(2, "lonely", 1)])
        hidden = {"hidden": ["sys/", "sessions/"], "kept": ["sys/name"]}
        page = self.ask(shelf, 1, 2, 3, **hidden)
        assert page.paths == [*(f"config/p{index}" for index in range(0, 10, 2)), "lonely", "sys/name"]
        assert (page.total, page.different) == (13, 7)
        page = self.ask(shelf, 1, 2, 3, **hidden, only_different=False, offset=2, limit=3)
        assert (page.paths, page.differs) == (["config/p2", "config/p3", "config/p4"], [True, False, True])
        assert (page.total, page.different) == (13, 7)
        page = self.ask(shelf, 1, 2, 3, **hidden, leading=["lonely", "config/p4", "config/"], limit=4)
        assert page.paths == ["lonely", "config/p4", "config/p0", "config/p2"]
        page = self.ask(shelf, 1, 2, 3, **hidden, only_different=False, offset=100)
        assert (page.paths, page.total, page.different) == ([], 13, 7)
        page = self.ask(shelf, 1, 2, 3, **hidden, search="G/P4", prefix="config/")
        assert (page.paths, page.total, page.different) == (["config/p4"], 1, 1)
        assert self.ask(shelf, 1, 2, 3, prefix="nothing") == PathPage(
            paths=[], differs=[], inherited=[], total=0, different=0
        )
        page = self.ask(shelf, 2, 2)
        assert (page.paths, page.different, page.total) == ([], 0, 15)

    def test_the_earlier_ones_of_a_text(self, shelf: Shelf) -> None:
        """First and newest before each, of the present values, without the trash; one may be asked for though it lies there."""
        owners = {1: "ada", 2: "bob", 3: "ada", 4: "ada", 5: "bob", 6: "", 7: "eve", 8: "ada", 9: ""}
        for object, owner in owners.items():
            shelf.write(fields=[shelf.field(object, "sys/owner", owner)])
        shelf.write(fields=[shelf.field(number, "sys/trashed", True) for number in (4, 5)])
        found = shelf.store.earlier(shelf.project, "sys/owner", [1, 3, 4, 5, 6, 7, 8, 9, 77])
        assert found == {
            3: Earlier(first=1, newest=1),
            4: Earlier(first=1, newest=3),
            5: Earlier(first=2, newest=2),
            8: Earlier(first=1, newest=3),
        }
        assert shelf.store.earlier(shelf.project, "sys/owner", [8], others=[1]) == {8: Earlier(first=3, newest=3)}
        shelf.write(fields=[shelf.field(3, "sys/owner", "bob")])
        assert shelf.store.earlier(shelf.project, "sys/owner", [8, 5]) == {
            8: Earlier(first=1, newest=1),
            5: Earlier(first=2, newest=3),
        }
        assert shelf.store.earlier(shelf.project, "sys/owner", []) == {}
        assert shelf.store.earlier(shelf.project + 1_000_000, "sys/owner", [8]) == {}

    def test_the_fields_that_matter_of_many(self, shelf: Shelf) -> None:
        """Those named, those below prefixes and those of a type, each once; all without a word."""
        for object in (1, 2):
            rows = [shelf.field(object, path, object) for path in ("config/a", "configuration", "x", "y")]
            shelf.write(fields=[*rows, shelf.field(object, f"data/{object}", None, FieldType.ARTIFACT)])
            shelf.add_series(object, "loss", [1.0])
        shelf.write(fields=[shelf.field(2, "data/1", "text"), shelf.field(1, "config/data", None, FieldType.ARTIFACT)])
        shelf.delete(shelf.field(2, "x", 2))

        def ask(**more: Any) -> list[tuple[int, str]]:
            found = shelf.store.fields_of_many(shelf.project, [1, 2], **more)
            return [(row.object, row.path) for row, _ in found]

        assert ask(paths=["x", "config/a"], prefixes=["config/", "l"]) == [
            (1, "config/a"), (1, "config/data"), (1, "loss"), (1, "x"), (2, "config/a"), (2, "loss"),
        ]  # fmt: skip
        artifacts = [(1, "config/data"), (1, "data/1"), (2, "data/2")]
        assert ask(types=[FieldType.ARTIFACT]) == artifacts
        assert ask(types=[FieldType.ARTIFACT], paths=["y"]) == [*artifacts[:2], (1, "y"), artifacts[2], (2, "y")]
        assert len(ask()) == 13
        loss = shelf.store.fields_of_many(shelf.project, [1], paths=["loss"])
        assert [stats and stats.last for _, stats in loss] == [1.0]
        with pytest.raises(TooLarge):
            ask(limit=12)
