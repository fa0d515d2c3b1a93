"""Rules of the columns store about what there is to choose from: values of a field, fields that differ."""

import math

from msgspec.structs import replace

from seamark.model.values import FieldType
from seamark.testing.columns_fixtures import ColumnsFixtures, Shelf


class ChoicesSuite(ColumnsFixtures):
    """Rules of values and of how many there are."""

    def values(self, shelf: Shelf, path: str, search: str = "", limit: int = 20) -> list[tuple[object, int]]:
        """Return values as they stand in their rows, and how many have them."""
        found = shelf.store.values(shelf.project, path, search=search, limit=limit, others=[50])
        return [(one.field.number if one.field.number is not None else one.field.text, one.objects) for one in found]

    def test_values_of_most_objects_come_first(self, shelf: Shelf) -> None:
        """Numbers that are equal are one; trashed, deleted and other objects' values do not count."""
        for object, value in enumerate([2, 2.0, 1, "Adam", "adamw", "sgd", "sgd", "sgd", math.inf]):
            shelf.run(object, x=value)
        shelf.run(50, x=1)
        shelf.run(51, x=1, sys__trashed=True)
        shelf.run(52, x=1)
        shelf.delete(shelf.field(52, "x", 1))
        found = self.values(shelf, "x")
        assert found[:2] == [("sgd", 3), (2.0, 2)]
        assert sorted(map(str, found[2:])) == sorted(map(str, [(1.0, 1), ("Adam", 1), ("adamw", 1), (math.inf, 1)]))
        assert sorted(map(str, self.values(shelf, "x", "ADA"))) == ["('Adam', 1)", "('adamw', 1)"]
        assert self.values(shelf, "x", limit=1) == [("sgd", 3)]
        assert self.values(shelf, "none") == []

    def test_items_and_booleans(self, shelf: Shelf) -> None:
        """Of sets each item; booleans are found by their words; long texts and series are left out."""
        for object, tags in enumerate([("b", "a"), ("a",), ("a", "Ünder"), ()]):
            shelf.run(object, tags=tags, flag=object > 0, text="x" * (1_023 + object // 2))
        shelf.write(fields=[replace(shelf.field(3, "text", "head"), digest="d")])
        shelf.add_series(1, "loss", [1.0])
        assert self.values(shelf, "tags") == [("a", 3), ("b", 1), ("Ünder", 1)]
        assert self.values(shelf, "tags", "üN") == [("Ünder", 1)]
        assert self.values(shelf, "flag") == [(1.0, 3), (0.0, 1)]
        assert self.values(shelf, "flag", "fal") == [(0.0, 1)]
        (row, *_) = shelf.store.values(shelf.project, "flag")
        assert row.field.type is FieldType.BOOL
        assert [(len(str(text)), count) for text, count in self.values(shelf, "text")] == [(1_023, 2), (1_024, 1)]
        assert self.values(shelf, "loss") == []

    def test_different_values_of_the_newest(self, shelf: Shelf) -> None:
        """Of these paths and below these prefixes; of no more than a thousand objects."""
        shelf.write(
            fields=[
                row
                for object in range(1_010)
                for row in (
                    shelf.field(object, "sys/id", f"R{object}"),
                    shelf.field(object, "config/old", object if object < 10 else 7),
                    shelf.field(object, "config/seed", object % 3),
                )
            ]
        )
        shelf.run(2_000, x=1, config__seed=9)
        shelf.run(2_001, x=2, config__seed=10, sys__trashed=True)
        shelf.run(2_002, x=2, config__seed=11)
        shelf.run(2_003, x=1.0, config__seed=0.0)
        shelf.write(fields=[shelf.series(2_003, "config/loss")])
        found = shelf.store.different(shelf.project, paths=["x", "none"], prefixes=["config"], others=[2_002])
        assert found == {"x": 1, "config/old": 1, "config/seed": 4}
        assert shelf.store.different(shelf.project) == {}

    def test_some_paths_come_first(self, shelf: Shelf) -> None:
        """Then those of most objects."""
        for object, fields in enumerate([{"a": 1, "b": 1}, {"a": 1, "b": 1, "c": 1}, {"a": 1}]):
            shelf.run(object, **fields)
        found, total = shelf.store.paths(shelf.project, first=["c", "b"], limit=3)
        assert ([one.path for one in found], total) == (["b", "c", "a"], 4)
