"""Rules of the columns store about groups of objects that agree."""

import math
import random
import statistics
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from msgspec.structs import replace

from seamark.model.values import FieldType
from seamark.storage.columns.rows import Agreement, GroupsPage, GroupsRequest, Key, PageRequest, Spread, Sql
from seamark.testing.columns_fixtures import ColumnsFixtures, Shelf

BY_X: Final = Agreement(by=["x"])
CONFIG: Final = ["config", "params/deep"]


def group(shelf: Shelf, agreement: Agreement, **more: object) -> GroupsPage:
    """Return a page of groups."""
    request = GroupsRequest(project=shelf.project, agreement=agreement, keys=(), sort=())
    return shelf.store.groups(replace(request, **more))


def sets(page: GroupsPage) -> list[list[int]]:
    """Return the objects of each group, in rising order."""
    return [sorted(one.objects) for one in page.groups]


class GroupsSuite(ColumnsFixtures):
    """Rules of a page of groups, and of the members of a group."""

    def test_numbers_agree_whatever_their_types(self, shelf: Shelf) -> None:
        """Those that are equal, and NaN with NaN; what stands as a text is another."""
        values: Sequence[Any] = (1, 1.0, True, "1", 2**53, 2**53 + 1, 2.0**53, math.nan, -math.nan, 0.5, 0.0, -0.0)
        values = (*values, -(2**63), 2**63 - 1, math.inf, -math.inf, 2.0**63, -(2.0**63), "", ())
        for object, value in enumerate(values):
            shelf.run(object, x=value)
        shelf.run(99)
        alike = [[0, 1, 2], [4, 6], [7, 8], [10, 11], [12, 17]]
        rest = sorted(set(range(20)) - {object for some in alike for object in some})
        page = group(shelf, BY_X)
        assert sorted(sets(page)) == sorted([*alike, *([object] for object in rest), [99]])
        assert (page.matched_groups, page.matched) == (len(alike) + len(rest) + 1, 21)

    def test_sets_and_texts(self, shelf: Shelf) -> None:
        """Sets agree in any order; of a long text its digest counts; files agree with none but themselves."""
        for object, items in enumerate([("a", "b"), ("b", "a"), ("a",), ("ab",), ()]):
            shelf.run(object, x=items)
        for object in (10, 11, 12):
            row = replace(shelf.field(object, "x", "head", FieldType.STRING), digest="d1" if object < 12 else "d2")
            shelf.write(fields=[shelf.field(object, "sys/id", "R"), row])
        for object in (20, 21):
            shelf.write(fields=[shelf.field(object, "sys/id", "R"), shelf.series(object, "x", FieldType.FILE)])
        shelf.write(fields=[shelf.field(30, "sys/id", "R"), shelf.field(30, "x", "a", FieldType.JSON)])
        shelf.run(31, x="a")
        expected = [[0, 1], [2], [3], [4], [10, 11], [12], [20], [21], [30], [31]]
        assert sorted(sets(group(shelf, BY_X))) == expected

    def test_reasons_agree_but_for_their_numbers(self, shelf: Shelf) -> None:
        """Also NaN, infinities, addresses and sizes; other fields agree only to the letter."""
        alike = ["loss is nan at step 12", "loss is -inf at step 1,200.", "loss is 0x7f3A at step 3e-5"]
        memory = ["asked for 512. TiB of 1.5 GiB", "asked for 20 MiB of 7GB"]
        for object, reason in enumerate([*alike, *memory, "loss is banana at step 1", "loss is inflated at step 1"]):
            shelf.run(object, sys__reason=reason, x=reason)
        by_reason = group(shelf, Agreement(by=["sys/reason"]))
        assert sorted(sets(by_reason)) == [[0, 1, 2], [3, 4], [5], [6]]
        assert group(shelf, BY_X).matched_groups == 7

    def test_series_agree_in_their_last_value(self, shelf: Shelf) -> None:
        """Of the present generation; those that were deleted, or have no points, lack the field."""
        for object, values in ((1, [9.0, 1.0]), (2, [1.0]), (3, [1.0]), (4, [1.0]), (5, [2.0, math.nan])):
            shelf.run(object)
            shelf.add_series(object, "x", values)
        shelf.run(6, x=1)
        shelf.run(7)
        shelf.delete(shelf.series(3, "x"))
        shelf.write(fields=[replace(shelf.series(4, "x"), generation=1)])
        shelf.add_series(4, "x", [3.0], generation=1)
        assert sorted(sets(group(shelf, BY_X))) == [[1, 2, 6], [3, 7], [4], [5]]

    def test_the_same_configuration_except(self, shelf: Shelf) -> None:
        """Of all singles and sets below the prefixes; series, files and deleted fields are no configuration."""
        runs: list[dict[str, Any]] = [
            {"config/lr": 0.1, "config/seed": 1, "config": "x", "configure/a": 1},
            {"config/lr": 0.1, "config/seed": 2, "metric": 5.0},
            {"config/lr": 0.1, "params/deep/seed": 1},
            {"config/lr": 0.1, "params/seed": 1},
            {"config/lr": 0.1, "config/other": 0.1},
            {"config/seed": 3},
            {"config/lr": 1, "config/tags": ("a", "b")},
            {"config/lr": 1.0, "config/tags": ("b", "a")},
            {},
        ]
        for object, fields in enumerate(runs):
            shelf.run(object, **fields)
        shelf.add_series(0, "config/loss", [1.0])
        shelf.write(fields=[shelf.series(1, "config/file", FieldType.FILE), shelf.field(3, "config/gone", 1)])
        shelf.delete(shelf.field(3, "config/gone", 1))
        but_seed = Agreement(prefixes=CONFIG, apart_from=["config/seed"])
        assert sorted(sets(group(shelf, but_seed))) == [[0, 1, 3], [2], [4], [5, 8], [6, 7]]
        all_of_it = Agreement(prefixes=CONFIG)
        assert sorted(sets(group(shelf, all_of_it))) == [[0], [1], [2], [3], [4], [5], [6, 7], [8]]
        both = replace(but_seed, by=["metric"])
        assert sorted(sets(group(shelf, both))) == [[0, 3], [1], [2], [4], [5, 8], [6, 7]]
        assert sets(group(shelf, Agreement(prefixes=[]))) == [list(range(9))]

    def test_which_objects_are_grouped(self, shelf: Shelf) -> None:
        """Not those of the trash, not others, of the rest those for which the condition holds."""
        for object in range(8):
            shelf.run(object, x=object % 2, y=object)
        shelf.write(fields=[shelf.field(1, "sys/trashed", True), shelf.field(9, "x", 1)])
        page = group(shelf, BY_X, others=[2, 3])
        assert (sorted(sets(page)), page.matched, page.matched_groups) == ([[0, 4, 6], [5, 7]], 5, 2)
        where = shelf.those("path = 'y' AND number > {w_least:Float64}", w_least=3.5)
        page = group(shelf, BY_X, others=[6], where=where)
        assert (sorted(sets(page)), page.matched) == ([[4], [5, 7]], 3)
        nobody = shelf.those("path = 'y' AND number > {w_least:Float64}", w_least=99.0)
        page = group(shelf, BY_X, where=nobody)
        assert (page.groups, page.matched, page.matched_groups) == ([], 0, 0)

    def test_groups_are_sorted_by_means(self, shelf: Shelf) -> None:
        """NaN left out; groups without a number or a text last, both ways; ties by the newest
        object. Without an order the largest come first.
        """
        loss: dict[int, list[float]] = {
            1: [1.0, 3.0],
            2: [5.0, math.nan],
            3: [math.nan],
            4: [],
            5: [math.inf],
            6: [2.0],
        }
        object = 0
        for x, values in loss.items():
            for own in [{"loss": value} for value in values] or [{}]:
                object += 1
                shelf.run(object, x=x, name=f"n{x}", **own)
        by_loss = Key(path="loss")

        def order(*sort: Key) -> list[int]:
            return [one.newest for one in group(shelf, BY_X, sort=sort).groups]

        assert order(by_loss) == [8, 2, 4, 7, 6, 5]
        assert order(replace(by_loss, descending=True)) == [7, 4, 8, 2, 6, 5]
        assert order() == [4, 2, 8, 7, 6, 5]
        assert order(Key(path="none"), by_loss) == [8, 2, 4, 7, 6, 5]
        assert order(Key(path="name")) == [2, 4, 5, 6, 7, 8]
        assert order(by_loss, Key(path="name")) == [2, 8, 4, 7, 5, 6]
        pages = [group(shelf, BY_X, sort=[by_loss], offset=at, limit=4) for at in (0, 4, 8)]
        assert [one.newest for page in pages for one in page.groups] == [8, 2, 4, 7, 6, 5]
        assert {page.matched_groups for page in pages} == {6}

    def test_statistics_sort_and_spread(self, shelf: Shelf) -> None:
        """What a key names of a series, and only of series."""
        for object, values in ((1, [4.0, 1.0]), (2, [6.0, 2.0]), (3, [0.0, 9.0])):
            shelf.run(object, x=object // 3)
            shelf.add_series(object, "loss", values)
        shelf.run(4, x=1, loss=100)
        best = Key(path="loss", aggregate="max", descending=True)
        page = group(shelf, BY_X, sort=[best], keys=[best, Key(path="loss")])
        assert [one.objects for one in page.groups] == [[3, 4], [2, 1]]
        (nine, hundred), (five, last) = (one.spreads for one in page.groups)
        assert nine is not None
        assert nine == Spread(having=1, numbers=1, mean=9, std=nine.std, min=9, max=9, same=True)
        assert hundred is not None
        assert (hundred.having, hundred.mean, hundred.same) == (2, 54.5, False)
        assert five is not None
        assert (five.mean, five.std, five.min, five.max) == (5, math.sqrt(2), 4, 6)
        assert last is not None
        assert last.mean == 1.5

    def test_a_group_in_its_columns(self, shelf: Shelf) -> None:
        """Numbers are spread without NaN, what all share is told; states are counted."""
        shelf.run(1, x=1, lr=0.5, name="a", sys__state="failed", some=1)
        shelf.run(2, x=1, lr=math.nan, name="a", sys__state="finished")
        shelf.run(3, x=1, lr=1, name="a", sys__state="finished", some=1)
        shelf.run(4, x=1, lr=3, name="b", sys__state="finished")
        keys = [Key(path=path) for path in ("lr", "name", "x", "none", "some")]
        (one,) = group(shelf, BY_X, keys=keys, sort=[Key(path="lr", descending=True)], first=3).groups
        assert (one.count, one.newest, one.objects, one.states) == (4, 4, [4, 3, 1], {"finished": 3, "failed": 1})
        lr, name, x, none, some = one.spreads
        assert lr == Spread(
            having=4, numbers=3, mean=1.5, std=statistics.stdev([0.5, 1, 3]), min=0.5, max=3, same=False
        )
        assert name is not None
        assert (name.having, name.numbers, name.same) == (4, 0, False)
        assert x is not None
        assert (x.having, x.mean, x.std, x.same) == (4, 1, 0, True)
        assert none is None
        assert some is not None
        assert (some.having, some.same) == (2, True)

    def test_members_of_a_group(self, shelf: Shelf) -> None:
        """As a bitmap that a page takes, also of those that lack the fields."""
        for object in range(6):
            shelf.run(object, **({} if object % 3 == 2 else {"x": object % 3}))
        shelf.write(fields=[shelf.field(3, "sys/trashed", True)])
        for one in group(shelf, BY_X).groups:
            where = shelf.store.group_members(shelf.project, BY_X, one.key)
            page = shelf.store.page(PageRequest(project=shelf.project, keys=[], sort=[], total=99, where=where))
            assert (sorted(page.objects), page.matched) == (sorted(one.objects), one.count)
        nobody = shelf.store.group_members(shelf.project, BY_X, 77)
        assert (
            shelf.store.page(PageRequest(project=shelf.project, keys=[], sort=[], total=9, where=nobody)).matched == 0
        )

    def test_many_members(self, shelf: Shelf) -> None:
        """Are not listed by name; what is read of them is the same."""
        shelf.write(
            fields=[
                row
                for object in range(3_000)
                for row in (
                    shelf.field(object, "sys/id", f"R{object}"),
                    shelf.field(object, "sys/state", "failed" if object % 4 else "finished"),
                    shelf.field(object, "x", object % 2),
                    shelf.field(object, "y", object),
                )
            ]
        )
        by_y = Key(path="y", descending=True)
        high, low = group(shelf, BY_X, keys=[by_y], sort=[by_y]).groups
        assert (high.count, high.objects) == (1_500, list(range(2_999, 2_899, -2)))
        assert high.states == {"failed": 1_500}
        assert low.states == {"finished": 750, "failed": 750}
        assert low.spreads[0] is not None
        assert (low.spreads[0].mean, low.spreads[0].numbers) == (1_499, 1_500)

    def test_as_python_would_group(self, shelf: Shelf) -> None:
        """Random configurations and metrics, against the same computed here."""
        chance = random.Random(7)  # noqa: S311 - the same values each time
        choices: dict[str, list[Any]] = {
            "config/a": [1, 1.0, 2, None],
            "config/b": ["x", "y", None],
            "config/c": [("p", "q"), ("q", "p"), None],
            "config/seed": [1, 2, 3, 4],
        }
        runs = [{path: chance.choice(some) for path, some in choices.items()} for _ in range(120)]
        scores = [chance.choice([None, math.nan, chance.random()]) for _ in runs]
        for object, (run, own_score) in enumerate(zip(runs, scores, strict=True)):
            given = run if own_score is None else run | {"score": own_score}
            shelf.run(object, **{path: value for path, value in given.items() if value is not None})
        expected: dict[str, list[int]] = {}
        for object, run in enumerate(runs):
            own = {path: sorted(value) if isinstance(value, tuple) else value for path, value in run.items()}
            alike = repr([float(v) if isinstance(v, int) else v for path, v in own.items() if path != "config/seed"])
            expected.setdefault(alike, []).append(object)
        score = Key(path="score")
        but_seed = Agreement(prefixes=CONFIG, apart_from=["config/seed"])
        by_all = Agreement(by=["config/c", "config/a", "config/b"])
        for agreement in (but_seed, by_all):
            page = group(shelf, agreement, keys=[score], sort=[score], limit=1_000)
            assert sorted(sets(page)) == sorted(expected.values())
            means = []
            for one in page.groups:
                own_scores = [scores[object] for object in one.objects]
                numbers = [value for value in own_scores if value is not None and value == value]
                spread = one.spreads[0]
                assert (spread is None) == all(value is None for value in own_scores)
                if numbers:
                    assert spread is not None
                    assert spread.mean is not None
                    assert math.isclose(spread.mean, statistics.fmean(numbers))
                    assert (spread.numbers, spread.min, spread.max) == (len(numbers), min(numbers), max(numbers))
                    means.append(spread.mean)
            assert means == sorted(means)

    def test_groups_are_asked_for_at_once(self, shelf: Shelf) -> None:
        """By more threads than the store has clients; none waits for ever, and what one made no other sees."""
        for object in range(12):
            shelf.run(object, x=object % 2, y=object % 3)
        asked = [Agreement(by=["x" if index % 2 else "y"]) for index in range(12)]
        with ThreadPoolExecutor(6) as threads:
            pages = list(threads.map(lambda agreement: group(shelf, agreement), asked))
        assert [len(page.groups) for page in pages] == [3, 2] * 6

    def test_hard_paths(self, shelf: Shelf) -> None:
        """Values reach the engine as parameters."""
        path = "it's \\ {x:String} % 🦊"
        shelf.write(fields=[shelf.field(1, "sys/id", "R"), shelf.field(1, path, path)])
        request = {"keys": [Key(path=path)], "sort": [Key(path=path)]}
        agreement = Agreement(by=[path], prefixes=[path], apart_from=[path])
        (one,) = group(shelf, agreement, **request).groups
        assert (one.objects, one.count) == ([1], 1)
        where = shelf.store.group_members(shelf.project, agreement, one.key)
        assert isinstance(where, Sql)
