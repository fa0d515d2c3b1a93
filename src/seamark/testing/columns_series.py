"""Rules of the columns store about points, buckets, lines and files."""

import math
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from seamark.model.errors import InvalidQuery
from seamark.model.values import FieldType
from seamark.storage.columns.engine import READERS
from seamark.storage.columns.rows import FileHead, Span
from seamark.storage.columns.spans import visible_spans
from seamark.testing.columns_fixtures import ColumnsFixtures, Shelf, load_one

HARD_NUMBERS = [0.0, -0.0, 1e-308, 5e-324, -1e308, math.inf, -math.inf, math.nan, 0.1 + 0.2, 2.0**53 + 2]
NEWEST = (2**63 - 1, 0, 0)


class PointsSuite(ColumnsFixtures):
    """Rules of points."""

    def test_points_come_back_as_they_were(self, shelf: Shelf) -> None:
        """To the bit, in the order of their steps."""
        steps = [-1.5, 0.0, 1e-308, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 1e300]
        times = [-(2**62), 0, 1, 2, 3, 4, 5, 6, 7, 2**62]
        seqs = [*range(9), 2**63 - 1]
        block = shelf.points(1, "🦊/x", HARD_NUMBERS, steps=steps, times=times, seqs=seqs, origin=2**40)
        shelf.write(points=[block], fields=[shelf.series(1, "🦊/x")])
        found = shelf.store.points(shelf.project, shelf.span(1, "🦊/x"))
        assert found.values.tobytes() == block.values.tobytes()
        assert found.steps.tobytes() == block.steps.tobytes()
        assert found.times.tolist() == times
        assert found.seqs.tolist() == seqs
        assert set(found.origins.tolist()) == {2**40}
        assert not found.more

    def test_five_hundred_points_in_one_moment(self, shelf: Shelf) -> None:
        """Are five hundred points: at one step and time the origin and the seq tell them apart."""
        for origin in (2, 1):
            block = shelf.points(1, "x", range(250), steps=[7.0] * 250, times=[9] * 250, origin=origin)
            shelf.write(points=[block], fields=[shelf.series(1, "x")])
        found = shelf.store.points(shelf.project, shelf.span(1, "x"))
        assert found.values.tolist() == [*range(250), *range(250)]
        assert found.origins.tolist() == [1] * 250 + [2] * 250
        stats = shelf.count(1, "x")
        assert (stats.count, stats.first_origin, stats.last_origin, stats.last_seq) == (500, 1, 2, 249)
        (buckets,) = shelf.store.buckets(shelf.project, [shelf.span(1, "x")], count=10)
        assert (buckets.total, buckets.counts.tolist(), buckets.last.tolist()) == (500, [500.0], [249.0])

    def test_a_point_sent_twice_is_there_once(self, shelf: Shelf) -> None:
        """In points, in buckets, in statistics, before the engine has merged and after."""
        commit = shelf.write(points=[shelf.points(1, "x", range(100))], fields=[shelf.series(1, "x")])
        shelf.store.write(commit)
        shelf.store.write(replace(commit, number=commit.number + 1))
        shelf.write(
            points=[
                shelf.points(1, "x", range(50, 100), steps=range(50, 100), times=range(50, 100), seqs=range(50, 100))
            ]
        )
        stats = shelf.count(1, "x")
        assert (stats.count, stats.mean, stats.last) == (100, 49.5, 99.0)
        assert shelf.store.points(shelf.project, shelf.span(1, "x")).values.tolist() == list(range(100))
        for limit, count in ((1_000, 100), (10, 10)):
            (buckets,) = shelf.store.buckets(shelf.project, [shelf.span(1, "x")], count=limit)
            assert (buckets.total, len(buckets.counts), buckets.counts.sum()) == (100, count, 100)
        (buckets,) = shelf.store.buckets(shelf.project, [shelf.span(1, "x")], count=10, start=0, end=79)
        assert (buckets.total, buckets.counts.tolist()) == (80, [8.0] * 10)
        assert sorted(shelf.store.stored_seqs(shelf.project, 1, 1, 97)["x"].tolist()) == [98, 99]

    def test_points_come_in_pages(self, shelf: Shelf) -> None:
        """Behind a place, inside a range that has both its ends."""
        shelf.add_series(1, "x", range(10))
        spans = shelf.span(1, "x")
        page = shelf.store.points(shelf.project, spans, limit=4)
        assert (page.values.tolist(), page.more) == ([0, 1, 2, 3], True)
        after = (page.steps[-1], page.times[-1], page.origins[-1], page.seqs[-1])
        page = shelf.store.points(shelf.project, spans, after=(float(after[0]), *map(int, after[1:])), limit=6)  # type: ignore[arg-type]
        assert (page.values.tolist(), page.more) == ([4, 5, 6, 7, 8, 9], False)
        assert shelf.store.points(shelf.project, spans, start=3, end=5).values.tolist() == [3, 4, 5]
        assert shelf.store.points(shelf.project, []).values.tolist() == []
        assert shelf.store.points(shelf.project, shelf.span(1, "none")).steps.dtype == np.float64

    def test_old_generations_are_not_seen(self, shelf: Shelf) -> None:
        """By anybody who asks for the present one."""
        shelf.add_series(1, "x", [1.0, 2.0])
        shelf.write(fields=[replace(shelf.series(1, "x"), generation=1)])
        assert shelf.store.points(shelf.project, shelf.span(1, "x", 1)).values.tolist() == []
        assert shelf.store.stats(shelf.project, 1, ["x"]) == {}
        assert shelf.store.stored_seqs(shelf.project, 1, 1, -1) == {}
        assert load_one(shelf.store, shelf.project, 1).stats == []
        assert shelf.store.compute_stats(shelf.project, 1, "x", 1) is None
        shelf.add_series(1, "x", [9.0], generation=1)
        assert shelf.store.stats(shelf.project, 1, ["x"])["x"].max == 9.0
        assert shelf.store.stored_seqs(shelf.project, 1, 1, -1)["x"].tolist() == [0]

    def test_statistics_leave_out_nan(self, shelf: Shelf) -> None:
        """And count it; first and last may be NaN; infinities count."""
        shelf.add_series(1, "x", [math.nan, 1.0, 3.0, math.nan])
        row = shelf.store.stats(shelf.project, 1, ["x", "none"])["x"]
        assert (row.count, row.nans, row.min, row.max, row.mean, row.variance) == (4, 2, 1.0, 3.0, 2.0, 1.0)
        assert math.isnan(row.first)
        assert math.isnan(row.last)
        assert (row.first_step, row.last_step, row.last_time, row.last_seq) == (0.0, 3.0, 3, 3)
        shelf.add_series(1, "inf", [math.inf, 1.0])
        row = shelf.store.stats(shelf.project, 1, ["inf"])["inf"]
        assert (row.max, row.mean, row.min) == (math.inf, math.inf, 1.0)
        shelf.add_series(1, "nan", [math.nan])
        row = shelf.store.stats(shelf.project, 1, ["nan"])["nan"]
        assert all(map(math.isnan, (row.min, row.max, row.mean, row.variance)))

    def test_a_later_attempt_hides_what_it_wrote_again(self, shelf: Shelf) -> None:
        """From its first step on; statistics and buckets are of what is visible."""
        first = shelf.points(1, "x", [0.0, 1.0, 2.0, 99.0])
        second = shelf.points(1, "x", [20.0, 30.0], steps=[2.0, 3.0], origin=2, attempt=1)
        base = shelf.base(1, "x", attempt=1, first_step=2.0)
        shelf.write(bases=[base], points=[first, second], fields=[shelf.series(1, "x")])
        spans = visible_spans(1, "x", 0, shelf.store.bases(shelf.project, [(1, "x")]))
        assert shelf.store.points(shelf.project, spans).values.tolist() == [0.0, 1.0, 20.0, 30.0]
        row = shelf.count(1, "x")
        assert (row.count, row.max, row.last) == (4, 30.0, 30.0)
        (buckets,) = shelf.store.buckets(shelf.project, [spans], count=2)
        assert (buckets.total, buckets.counts.tolist(), buckets.last.tolist()) == (4, [2, 2], [1.0, 30.0])
        assert load_one(shelf.store, shelf.project, 1).bases == [base]

    def test_stretches_of_several_objects_make_one_series(self, shelf: Shelf) -> None:
        """Of one up to a step, of another what follows; in points, buckets and lines."""
        for object in (1, 2):
            shelf.add_series(object, "x", [float(object)] * 6)
        lines = [shelf.lines(object, "log", [f"{object}"] * 6) for object in (1, 2)]
        shelf.write(lines=lines, fields=[shelf.series(n, "log", FieldType.STRING_SERIES) for n in (1, 2)])
        spans = [
            Span(object=2, path="x", generation=0, start=3.0),
            Span(object=1, path="x", generation=0, end=3.0),
        ]
        page = shelf.store.points(shelf.project, spans)
        assert (page.steps.tolist(), page.values.tolist()) == ([0, 1, 2, 3, 4, 5], [1, 1, 1, 2, 2, 2])
        buckets, parents = shelf.store.buckets(shelf.project, [spans, shelf.span(1, "x")], count=2)
        assert (buckets.total, buckets.last.tolist(), parents.last.tolist()) == (6, [1.0, 2.0], [1.0, 1.0])
        found, total = shelf.store.lines(shelf.project, [[replace(span, path="log") for span in spans]], by_time=False)
        assert ([line.text for line in found], total) == (["1", "1", "1", "2", "2", "2"], 6)

    def test_values_at_a_step(self, shelf: Shelf) -> None:
        """Of the last visible point up to there, however far before it that lies."""
        shelf.add_series(1, "x", [float(step) for step in range(1_000)])
        shelf.write(
            points=[shelf.points(2, "x", [math.nan, 7.0, 8.0], steps=[0.0, 1.0, 1e6])], fields=[shelf.series(2, "x")]
        )
        shelf.count(2, "x")
        first = shelf.points(3, "x", [0.0, 1.0, 2.0, 99.0])
        second = shelf.points(3, "x", [20.0, 30.0], steps=[2.0, 3.0], origin=2, attempt=1)
        base = shelf.base(3, "x", attempt=1, first_step=2.0)
        shelf.write(bases=[base], points=[first, second], fields=[shelf.series(3, "x")])
        shelf.count(3, "x")
        resumed = visible_spans(3, "x", 0, [base])
        fork = [Span(object=1, path="x", generation=0, end=5.5), *shelf.span(4, "x")]
        asked = {
            (1, 500.0): 500.0,
            (1, 500.5): 500.0,
            (1, -0.5): None,
            (1, 999.0): 999.0,
            (1, 1e9): 999.0,
            (2, 0.5): math.nan,
            (2, 999_999.0): 7.0,
            (3, 1.9): 1.0,
            (3, 2.0): 20.0,
            (3, 9.0): 30.0,
            (4, 1.0): 1.0,
            (4, 9.0): 5.0,
            (9, 1.0): None,
        }
        spans = {1: shelf.span(1, "x"), 2: shelf.span(2, "x"), 3: resumed, 4: fork, 9: []}
        found = shelf.store.values_at(shelf.project, [(spans[object], at) for object, at in asked])
        assert list(map(repr, found)) == list(map(repr, asked.values()))

    def test_files_of_several_objects(self, shelf: Shelf) -> None:
        """By step, in pages, and the newest of them."""
        rows = [
            shelf.file(object, "f", f"{object}{step}" * 32, step=step) for object in (1, 2) for step in (0.0, 1.0, 2.0)
        ]
        shelf.write(files=rows, fields=[shelf.series(object, "f", FieldType.FILE_SERIES) for object in (1, 2)])
        spans = [
            Span(object=2, path="f", generation=0, start=1.5),
            Span(object=1, path="f", generation=0, end=1.5),
        ]
        first, total = shelf.store.span_files(shelf.project, spans, limit=2)
        rest, _ = shelf.store.span_files(shelf.project, spans, after=("", 1.0, 0, 0))
        assert ([(file.object, file.step) for file in [*first, *rest]], total) == ([(1, 0.0), (1, 1.0), (2, 2.0)], 3)
        newest, _ = shelf.store.span_files(shelf.project, spans, limit=1, newest=True)
        assert [(file.object, file.step) for file in newest] == [(2, 2.0)]
        assert shelf.store.span_files(shelf.project, []) == ([], 0)


class BucketsSuite(ColumnsFixtures):
    """Rules of buckets."""

    def test_few_points_come_as_they_are(self, shelf: Shelf) -> None:
        """All of those at one step too."""
        values = [3.0, math.nan, -math.inf, 1.0]
        shelf.write(points=[shelf.points(1, "x", values, steps=[0, 1, 1, 2])], fields=[shelf.series(1, "x")])
        shelf.count(1, "x")
        (found,) = shelf.store.buckets(shelf.project, [shelf.span(1, "x")], count=4)
        assert (found.raw, found.total) == (True, 4)
        for column in (found.last, found.min, found.max, found.mean):
            assert repr(column.tolist()) == repr(values)
        assert (found.steps.tolist(), found.times.tolist()) == ([0, 1, 1, 2], [0, 1, 2, 3])

    def test_buckets_agree_with_numpy(self, shelf: Shelf) -> None:
        """Every one of them: NaN left out, the last point's step, time and value, no spike lost."""
        generator = np.random.default_rng(7)
        values = generator.normal(size=5_000)
        values[generator.integers(0, 5_000, 500)] = math.nan
        values[[17, 4_321]] = math.inf, -1e300
        steps = np.sort(generator.integers(0, 2_000, 5_000)).astype(float)
        steps[(steps > 500) & (steps < 900)] = 500
        shelf.write(points=[shelf.points(1, "x", values, steps=steps)], fields=[shelf.series(1, "x")])
        shelf.count(1, "x")
        (found,) = shelf.store.buckets(shelf.project, [shelf.span(1, "x")], count=100)
        low, width = steps.min(), (steps.max() - steps.min()) / 100
        place = np.minimum(99, np.floor((steps - low) / width)).astype(int)
        filled = np.unique(place)
        assert (found.raw, found.total, len(found.counts)) == (False, 5_000, len(filled))
        for index, bucket in enumerate(filled):
            inside = values[place == bucket]
            known = inside[~np.isnan(inside)]
            assert found.counts[index] == len(inside)
            assert np.array_equal([found.last[index]], inside[-1:], equal_nan=True)
            assert found.times[index] == np.flatnonzero(place == bucket)[-1]
            assert found.steps[index] == steps[place == bucket][-1]
            assert (found.min[index], found.max[index]) == (known.min(), known.max())
            assert found.mean[index] == pytest.approx(known.mean())

    def test_a_bucket_of_nan(self, shelf: Shelf) -> None:
        """Has NaN for its numbers and a count."""
        shelf.add_series(1, "x", [math.nan] * 10 + [1.0] * 10)
        (found,) = shelf.store.buckets(shelf.project, [shelf.span(1, "x")], count=2)
        assert np.isnan([found.min[0], found.max[0], found.mean[0], found.last[0]]).all()
        assert (found.min[1], found.counts.tolist()) == (1.0, [10, 10])

    def test_many_series_in_one_question(self, shelf: Shelf) -> None:
        """Long ones, short ones, one twice, one that is not there, stretches of one series apart."""
        for index in range(5):
            shelf.add_series(1, f"x{index}", [float(index)] * (10 * 4**index))
        shelf.add_series(2, "x4", [7.0] * 2_560)
        wanted = [shelf.span(1, f"x{index}") for index in range(5)]
        wanted += [shelf.span(2, "x4"), shelf.span(1, "none"), [], shelf.span(1, "x4")]
        wanted += [[Span(object=1, path="x4", generation=0, attempt=0, start=1_000)]]
        wanted += [[Span(object=1, path="x4", generation=0, attempt=0, end=1_000)]]
        found = shelf.store.buckets(shelf.project, wanted, count=100)
        assert [one.total for one in found] == [10, 40, 160, 640, 2_560, 2_560, 0, 0, 2_560, 1_560, 1_000]
        assert [one.raw for one in found] == [True, True, False, False, False, False, True, True, False, False, False]
        assert [set(one.last.tolist()) for one in found[:6]] == [{0.0}, {1.0}, {2.0}, {3.0}, {4.0}, {7.0}]
        assert all(one.counts.sum() == one.total for one in found)
        assert all(len(one.counts) <= 100 for one in found)
        assert found[9].steps[-1] == 2_559
        assert found[10].steps[-1] == 999

    def test_a_window(self, shelf: Shelf) -> None:
        """Is cut into as many buckets."""
        shelf.add_series(1, "x", range(1_000))
        shelf.add_series(1, "y", range(10))
        wanted = [shelf.span(1, "x"), shelf.span(1, "y")]
        one, other = shelf.store.buckets(shelf.project, wanted, count=50, start=100, end=299)
        assert (one.total, one.counts.tolist(), one.steps[0], one.steps[-1]) == (200, [4.0] * 50, 103, 299)
        assert (other.total, other.raw, len(other.steps)) == (0, True, 0)
        one, _ = shelf.store.buckets(shelf.project, wanted, count=50, start=990)
        assert (one.raw, one.last.tolist()) == (True, list(range(990, 1_000)))

    def test_points_that_are_not_counted_yet(self, shelf: Shelf) -> None:
        """Come too: statistics are written after the points."""
        shelf.add_series(1, "x", range(100))
        shelf.write(points=[shelf.points(1, "x", range(100), steps=range(100, 200), seqs=range(100, 200))])
        (found,) = shelf.store.buckets(shelf.project, [shelf.span(1, "x")], count=10)
        assert (found.total, found.counts.sum(), found.steps[-1]) == (200, 200, 199)
        assert found.counts.tolist() == [20.0] * 10


class LinesSuite(ColumnsFixtures):
    """Rules of lines and files."""

    def test_lines_are_merged_by_time(self, shelf: Shelf) -> None:
        """Of several series and origins; at one time the origin and the seq decide."""
        block = shelf.lines(1, "out", ["b", "🦊\n", ""], times=[5, 5, 9], origin=2)
        shelf.write(lines=[block, shelf.lines(1, "err", ["a", "z"], times=[5, 7])])
        series = [shelf.span(1, "out"), shelf.span(1, "err")]
        found, total = shelf.store.lines(shelf.project, series)
        assert [(row.path, row.text) for row in found] == [
            ("err", "a"),
            ("out", "b"),
            ("out", "🦊\n"),
            ("err", "z"),
            ("out", ""),
        ]
        assert total == 5
        assert shelf.store.lines(shelf.project, []) == ([], 0)
        assert shelf.store.lines(shelf.project, [[]]) == ([], 0)

    def test_lines_in_pages_both_ways(self, shelf: Shelf) -> None:
        """Every line once, in rising order."""
        shelf.write(
            lines=[
                shelf.lines(1, "out", [str(index) for index in range(10)], times=[index // 4 for index in range(10)])
            ]
        )
        series = [shelf.span(1, "out")]
        first, _ = shelf.store.lines(shelf.project, series, limit=6)
        after = (first[-1].time, first[-1].origin, first[-1].seq)
        second, total = shelf.store.lines(shelf.project, series, after=after, limit=6)
        assert [row.text for row in first + second] == [str(index) for index in range(10)]
        assert total == 10
        newest, _ = shelf.store.lines(shelf.project, series, before=NEWEST, limit=3)
        assert [row.text for row in newest] == ["7", "8", "9"]
        before = (newest[0].time, newest[0].origin, newest[0].seq)
        older, _ = shelf.store.lines(shelf.project, series, before=before, limit=3)
        assert [row.text for row in older] == ["4", "5", "6"]

    def test_lines_that_contain_a_text(self, shelf: Shelf) -> None:
        """In any case, or by a pattern; they alone are counted and paged."""
        texts = ["loss 1", "Löss LOSS", "100%", "under_score", "loss nan", "/slash/", "\x1b[1mbo\x1b[31mld\x1b[0m"]
        shelf.write(lines=[shelf.lines(1, "out", texts, times=range(len(texts)))])
        series = [shelf.span(1, "out")]

        def find(search: str, **options: Any) -> tuple[list[str], int]:
            rows, total = shelf.store.lines(shelf.project, series, search=search, **options)
            return [row.text for row in rows], total

        assert find("LOSS") == (["loss 1", "Löss LOSS", "loss nan"], 3)
        assert find("LÖSS") == (["Löss LOSS"], 1)
        assert find("%") == (["100%"], 1)
        assert find("_s") == (["under_score"], 1)
        assert find("/^loss (nan|inf)$/") == (["loss nan"], 1)
        assert find("/") == (["/slash/"], 1)
        assert find("BOLD")[1] == find("/^bold$/")[1] == 1
        assert find("[31m")[1] == 0
        assert find("'; DROP") == ([], 0)
        assert find("loss", limit=2) == (["loss 1", "Löss LOSS"], 3)
        assert find("loss", before=NEWEST, limit=1) == (["loss nan"], 3)

    def test_a_question_that_failed_leaves_nothing_in_the_next_answer(self, shelf: Shelf) -> None:
        """Of each client that may be asked next."""
        shelf.write(lines=[shelf.lines(1, "out", ["loss"], times=[1])])
        series = [shelf.span(1, "out")]
        for _ in range(2 * READERS):
            with pytest.raises(InvalidQuery, match="does not compile"):
                shelf.store.lines(shelf.project, series, search="/(/")
            rows, total = shelf.store.lines(shelf.project, series)
            assert ([row.text for row in rows], total) == (["loss"], 1)

    def test_lines_by_step(self, shelf: Shelf) -> None:
        """Cursors count rows."""
        block = shelf.lines(1, "out", ["late", "early"], times=[9, 1])
        shelf.write(lines=[block])
        series = [shelf.span(1, "out")]
        assert [row.text for row in shelf.store.lines(shelf.project, series, by_time=False)[0]] == ["late", "early"]
        found, total = shelf.store.lines(shelf.project, series, by_time=False, after=(1, 0, 0))
        assert ([row.text for row in found], total) == (["early"], 2)
        assert [
            row.text for row in shelf.store.lines(shelf.project, series, by_time=False, before=NEWEST, limit=1)[0]
        ] == ["early"]

    def test_statistics_of_lines(self, shelf: Shelf) -> None:
        """Have a text and no numbers."""
        shelf.write(lines=[shelf.lines(1, "out", ["a", "Ω" * 300])], fields=[shelf.series(1, "out")])
        row = shelf.count(1, "out")
        assert (row.count, row.nans, row.last_step) == (2, 0, 1.0)
        assert row.last_text + "Ω" * (300 - len(row.last_text)) == "Ω" * 300
        assert all(map(math.isnan, (row.first, row.last, row.min, row.max, row.mean, row.variance)))

    def test_files_of_a_set(self, shelf: Shelf) -> None:
        """By name; one put in again stands for the one before, one taken out is gone."""
        rows = [shelf.file(1, "set", f"d{index}", subpath=f"{index}🦊.txt") for index in range(4)]
        commit = shelf.write(files=rows, fields=[shelf.field(1, "set", "", FieldType.FILE_SET)])
        shelf.write(files=[replace(rows[1], digest="other"), replace(rows[2], deleted=True)])
        found, total = shelf.store.files(shelf.project, 1, "set")
        assert [(row.subpath, row.digest) for row in found] == [
            ("0🦊.txt", "d0"),
            ("1🦊.txt", "other"),
            ("3🦊.txt", "d3"),
        ]
        assert total == 3
        assert found[0] == replace(rows[0], commit=commit.number)
        place = ("0🦊.txt", 0.0, 0, 0)
        found, total = shelf.store.files(shelf.project, 1, "set", after=place, limit=1)
        assert ([row.digest for row in found], total) == (["other"], 3)
        assert shelf.store.find_file(shelf.project, 1, "set", subpath="2🦊.txt") is None
        one = shelf.store.find_file(shelf.project, 1, "set", subpath="1🦊.txt")
        assert one is not None
        assert one.digest == "other"

    def test_pages_of_files_that_arrive_meanwhile(self, shelf: Shelf) -> None:
        """What comes before the place shifts nothing behind it; a series goes on within a step."""
        files = [shelf.file(1, "images", f"d{seq}", step=float(seq // 3)) for seq in range(6)]
        rows = [replace(file, origin=9, seq=seq) for seq, file in enumerate(files)]
        shelf.write(files=rows, fields=[shelf.field(1, "images", "", FieldType.FILE_SERIES)])
        seen = shelf.store.files(shelf.project, 1, "images", limit=2)[0]
        shelf.write(files=[shelf.file(1, "images", "early", step=-1.0), replace(rows[1], digest="again", time=2**50)])
        last = seen[-1]
        place = (last.subpath, last.step, last.origin, last.seq)
        found, total = shelf.store.files(shelf.project, 1, "images", after=place)
        assert ([row.digest for row in found], total) == (["d2", "d3", "d4", "d5"], 7)

    def test_files_of_a_series(self, shelf: Shelf) -> None:
        """By step; without one the newest; a cleared field has none."""
        rows = [shelf.file(1, "images", f"d{step}", step=float(step)) for step in (2, 0, 1)]
        field = shelf.field(1, "images", "", FieldType.FILE_SERIES)
        shelf.write(files=rows, fields=[field])
        assert [row.step for row in shelf.store.files(shelf.project, 1, "images")[0]] == [0.0, 1.0, 2.0]
        for step, digest in ((1.0, "d1"), (None, "d2")):
            one = shelf.store.find_file(shelf.project, 1, "images", step=step)
            assert one is not None
            assert one.digest == digest
        (head,) = shelf.store.file_heads(shelf.project, [1, 2], ["images", "none"])
        assert isinstance(head, FileHead)
        assert (head.file.digest, head.count) == ("d2", 3)
        shelf.write(fields=[replace(field, generation=1)])
        assert shelf.store.files(shelf.project, 1, "images") == ([], 0)
        assert shelf.store.find_file(shelf.project, 1, "images") is None
        assert shelf.store.file_heads(shelf.project, [1], ["images"]) == []
