"""The columns store against a dictionary: commits in any order, cut off anywhere, sent again."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from seamark.model.values import FieldType
from seamark.storage.columns.rows import Commit, FieldRow, Key, PageRequest, PointBlock, StatsRow
from seamark.testing.columns_fixtures import Shelf
from seamark.testing.columns_tear import tearing

_Place: TypeAlias = tuple[float, int, int, int]
"""Step, time, origin and seq of a point."""
_Points: TypeAlias = list[tuple[float, int, int, int, float]]
"""The same and the value."""

OBJECTS = st.integers(1, 2)
PATHS = st.sampled_from(["a", "a/b", "🦊"])
STEPS = st.sampled_from([-1.0, 0.0, 1.0, 2.5, 1e300])
KILLS = st.sampled_from([None, None, None, 0, 1, 2, 3, 4])
"""After how many tables a commit is cut off."""
NUMBERS = st.sampled_from([0.0, -0.0, 1.5, -2.0, 1e-308, math.inf, -math.inf, math.nan])
POINTS = st.lists(
    st.tuples(STEPS, st.integers(0, 2), st.integers(1, 2), st.integers(0, 5), NUMBERS), min_size=1, max_size=6
)


@dataclass
class _Series:
    """A series as it should be."""

    generation: int = 0
    deleted: bool = False
    points: dict[_Place, float] = field(default_factory=dict)


class ColumnsMachine(RuleBasedStateMachine):
    """Series that are appended to, sent again, cleared, deleted and made again, with kills between.

    A subclass gives ``open_shelf``: an open, empty store, which is closed afterwards.
    """

    open_shelf: Callable[[], Shelf]

    def __init__(self) -> None:
        super().__init__()
        self.shelf = type(self).open_shelf()
        self.series: dict[tuple[int, str], _Series] = {}
        self.sent: list[tuple[int, str, int, _Points]] = []
        self.mark = self.shelf.store.last_commit()

    @initialize(points=POINTS, kill=st.integers(0, 4))
    def begin(self, points: _Points, kill: int) -> None:
        """Make the runs, and cut the first commit off: rules may be left out, this is not."""
        for object in (1, 2):
            self.shelf.run(object)
        self.append_points(1, "a", points, kill)

    @rule(object=OBJECTS, path=PATHS, points=POINTS, kill=KILLS)
    def append(self, object: int, path: str, points: _Points, kill: int | None) -> None:
        """Append points; to a series that is not there too."""
        self.append_points(object, path, points, kill)

    def append_points(self, object: int, path: str, points: _Points, kill: int | None) -> None:
        """Append points to the model and the store; at a place that is known its value stays."""
        series = self.series.setdefault((object, path), _Series())
        series.deleted = False
        known = {(step, time, origin, seq): value for step, time, origin, seq, value in points}
        points = [(*place, series.points.get(place, value)) for place, value in known.items()]
        self.sent.append((object, path, series.generation, points))
        series.points |= {(step, time, origin, seq): value for step, time, origin, seq, value in points}
        self.commit(object, path, points, kill)

    @precondition(lambda self: self.sent)
    @rule(data=st.data(), kill=KILLS)
    def send_again(self, data: st.DataObject, kill: int | None) -> None:
        """Send points once more that arrived before, under a higher number."""
        object, path, generation, points = data.draw(st.sampled_from(self.sent))
        series = self.series[object, path]
        if generation == series.generation and not series.deleted:
            self.commit(object, path, points, kill)

    @precondition(lambda self: self.series)
    @rule(data=st.data(), deleted=st.booleans(), kill=KILLS)
    def clear_or_delete(self, data: st.DataObject, deleted: bool, kill: int | None) -> None:
        """Begin the next generation of a series."""
        object, path = data.draw(st.sampled_from(sorted(self.series)))
        series = self.series[object, path]
        if not series.deleted:
            self.series[object, path] = _Series(series.generation + 1, deleted)
            self.commit(object, path, [], kill)

    @rule()
    def mend(self) -> None:
        """Mend where nothing is torn."""
        assert self.shelf.store.mend(self.mark) == 0

    @rule()
    def purge(self) -> None:
        """Remove what is old."""
        self.shelf.store.purge()

    def commit(self, object: int, path: str, points: _Points, kill: int | None) -> None:
        """Write one commit; when it is cut off, open, mend and send it again, as ingest does."""
        commit = self.draft(object, path, points)
        if kill is not None:
            with tearing(self.shelf.store, kill):
                self.shelf.store.write(self.with_stats(commit))
            self.shelf.reopen()
            self.shelf.store.mend(self.mark)
            assert self.shelf.store.check() == []
            commit = replace(commit, number=self.shelf.number())
        self.shelf.store.write(self.with_stats(commit))
        self.mark = self.shelf.store.last_commit()

    def draft(self, object: int, path: str, points: _Points) -> Commit:
        """Return a commit of a series' points and its field."""
        series = self.series[object, path]
        blocks: list[PointBlock] = []
        for point_origin in sorted({origin for _, _, origin, _, _ in points}):
            mine = [point for point in points if point[2] == point_origin]
            block = self.shelf.points(
                object,
                path,
                [point[4] for point in mine],
                steps=[point[0] for point in mine],
                times=[point[1] for point in mine],
                seqs=[point[3] for point in mine],
                origin=point_origin,
            )
            blocks.append(replace(block, generation=series.generation))
        row = replace(
            self.shelf.series(object, path, FieldType.FLOAT_SERIES),
            generation=series.generation,
            deleted=series.deleted,
        )
        return Commit(number=self.shelf.number(), points=blocks, fields=[row])

    def with_stats(self, commit: Commit) -> Commit:
        """Return the commit with statistics as ingest would keep them: of all points of the model."""
        (row,) = commit.fields
        points = self.series[row.object, row.path].points
        if not points or not commit.points:
            return commit
        return replace(commit, stats=[self.statistics(row, points)])

    def statistics(self, row: FieldRow, points: dict[_Place, float]) -> StatsRow:
        """Return the statistics of some points."""
        first, last = min(points), max(points)
        known = [value for value in points.values() if not math.isnan(value)]
        mean = math.nan if not known else sum(known) / len(known)
        variance = math.nan if not math.isfinite(mean) else sum((value - mean) ** 2 for value in known) / len(known)
        return StatsRow(
            project=row.project,
            object=row.object,
            path=row.path,
            generation=row.generation,
            count=len(points),
            nans=len(points) - len(known),
            first_step=first[0],
            first_time=first[1],
            first_origin=first[2],
            first_seq=first[3],
            first=points[first],
            last_step=last[0],
            last_time=last[1],
            last_origin=last[2],
            last_seq=last[3],
            last=points[last],
            min=min(known, default=math.nan),
            max=max(known, default=math.nan),
            mean=mean,
            variance=variance,
        )

    @invariant()
    def fields_are_those_of_the_model(self) -> None:
        """Of each object, and in the order by path."""
        for object in (1, 2):
            there = {path for (number, path), series in self.series.items() if number == object and not series.deleted}
            rows, total = self.shelf.store.fields(self.shelf.project, object, limit=100)
            found = {row.path: row.generation for row in rows if row.path != "sys/id"}
            assert found.keys() == there
            assert total == len(rows)
            assert all(generation == self.series[object, path].generation for path, generation in found.items())
            cells = self.shelf.store.cells(self.shelf.project, [object], [Key(path=path) for path in sorted(there)])
            assert all(cell is not None and cell.generation == found[cell.path] for cell in cells[0])

    @invariant()
    def points_are_those_of_the_model(self) -> None:
        """In points, buckets and statistics."""
        for (object, path), series in self.series.items():
            span = self.shelf.span(object, path, series.generation)
            page = self.shelf.store.points(self.shelf.project, span)
            places = zip(
                page.steps.tolist(), page.times.tolist(), page.origins.tolist(), page.seqs.tolist(), strict=True
            )
            wanted = sorted(series.points)
            assert list(places) == wanted
            assert repr(page.values.tolist()) == repr([series.points[place] for place in wanted])
            (buckets,) = self.shelf.store.buckets(self.shelf.project, [span], count=2)
            assert (buckets.total, buckets.counts.sum()) == (len(wanted), len(wanted))
            if wanted:
                assert repr(buckets.last[-1]) == repr(page.values[-1])
            stats = self.shelf.store.stats(self.shelf.project, object, [path])
            assert (path in stats) == bool(wanted and not series.deleted)
            if path in stats:
                assert (stats[path].count, repr(stats[path].last)) == (len(wanted), repr(float(page.values[-1])))

    @invariant()
    def runs_sort_by_what_is_there(self) -> None:
        """Those without points come last."""
        page = self.shelf.store.page(
            PageRequest(project=self.shelf.project, total=2, keys=[], sort=[Key(path="a", aggregate="count")])
        )
        counts = {object: len(self.series.get((object, "a"), _Series()).points) for object in (1, 2)}
        assert page.objects == sorted(counts, key=lambda run: (counts[run] == 0, counts[run], -run))

    def teardown(self) -> None:
        """Nothing is damaged in the end."""
        damages = self.shelf.store.check()
        self.shelf.store.close()
        assert damages == [], damages
