"""What does the columns store do with a million runs, a very wide run and a very long series?

`python bench/columns_scale.py FOLDER` builds the store once (minutes, about 4 GB) and prints the figures.
"""

import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from seamark.model.values import FieldType
from seamark.storage.columns import open_columns
from seamark.storage.columns.rows import Commit, FieldRow, Key, PageRequest, PointBlock, Span, Sql
from seamark.storage.columns.schema import FIELDS, FIELDS_BY_PATH
from seamark.storage.columns.store import EngineColumns
from seamark.testing.large import Shape, fill_all
from seamark.testing.large_columns import Filled, Filler

SHAPE = Shape(columns=0)
RUNS, WIDE, LONG = SHAPE.runs, SHAPE.wide, SHAPE.long
MANY, MANY_SERIES, MANY_POINTS = 5_000_003, 100, 100_000
SHORT, SHORT_SERIES, SHORT_POINTS = 5_000_004, 1_000, 1_000
MEMORY = 600 * 2**20


def build(store: EngineColumns) -> None:
    """Fill the store with the runs that other questions ask of as well, and with two of many series."""
    filler = Filler(store, 1)
    fill_all(filler, SHAPE, "bench")
    for run, count, points in ((MANY, MANY_SERIES, MANY_POINTS), (SHORT, SHORT_SERIES, SHORT_POINTS)):
        path, value = "concat('m/', toString(place))", f"if(step = {points} - 7, 1000, rand() / 4294967295)"
        series = Filled(path=path, type=FieldType.FLOAT_SERIES, value=value, count=count, points=points)
        filler.fields(run, 1, series)
    filler.settle()


def timed(what: str, ask: Callable[[], Any], times: int = 7) -> Any:
    """Ask some times; print the shortest time, and the least processor time of all threads together."""
    spent, worked = [], []
    for _ in range(times):
        begun, work = time.perf_counter(), time.process_time()
        answer = ask()
        spent.append((time.perf_counter() - begun) * 1_000)
        worked.append((time.process_time() - work) * 1_000)
    print(f"{what:<58} {min(spent):9.1f} {min(worked):9.1f} ms", flush=True)
    return answer


def _ask(**question: Any) -> PageRequest:
    return PageRequest(project=1, total=RUNS, **question)


def ask_tables(store: EngineColumns) -> None:
    """Pages of the million runs."""
    one, other = Key(path="config/p7", descending=True), Key(path="config/p8")
    cells = [Key(path=f"config/p{index}") for index in range(10, 30)]
    high = "(SELECT groupBitmapState(object) FROM {} FINAL WHERE project = 1 AND path = {{w:String}} AND deleted = 0 AND number > 0.5)"
    where = Sql(text=high.format(FIELDS_BY_PATH), parameters={"w": "config/p9"})
    timed("sort 1,000,000 runs by one field, no cells", lambda: store.page(_ask(keys=[], sort=[one])))
    timed("sort by one field, 100 x 20 cells", lambda: store.page(_ask(keys=cells, sort=[one])))
    timed("sort by two fields", lambda: store.page(_ask(keys=[], sort=[one, other])))
    state = [Key(path="sys/state"), one]
    timed(
        "sort by a state that a third share, then a number",
        lambda: store.page(_ask(keys=[], sort=state)),
    )
    timed("sort by a series' last", lambda: store.page(_ask(keys=[], sort=[Key(path="loss")])))
    timed(
        "filter one field, sort by another",
        lambda: store.page(_ask(keys=[], sort=[one], where=where)),
    )
    timed("page 5,000", lambda: store.page(_ask(keys=[], sort=[one], offset=500_000)))
    timed(
        "sort by a field that 100,000 paths and no run have",
        lambda: store.page(_ask(keys=[], sort=[Key(path="block000/layer005/norm")])),
    )
    timed("columns of the project", lambda: store.paths(1), 2)
    timed("columns with 'p1' in them", lambda: store.paths(1, search="p1"), 2)


def ask_runs(store: EngineColumns) -> None:
    """Pages of one run, and series."""
    timed("fields of one run", lambda: store.fields(1, 77))
    timed("load one run", lambda: store.load(1, 77))
    timed(
        "100,000 fields of a wide run: the engine alone",
        lambda: store._engine.select(Sql(text=f"SELECT * FROM {FIELDS} FINAL WHERE project = 1 AND object = {WIDE}")),
    )
    timed("100,000 series of a wide run: load", lambda: store.load(1, WIDE), 3)
    timed("first 1,000 fields of a wide run", lambda: store.fields(1, WIDE))
    timed("changed since the last commit", lambda: store.changed(1, store.last_commit()))
    timed("last commit", store.last_commit)
    timed("bytes", store.usage, 2)
    spans = [Span(object=LONG, path="loss", generation=0)]
    found = timed("10,000,000 points to 1,000 buckets", lambda: store.buckets(1, [spans], count=1_000))[0]
    assert found.total == found.counts.sum() == SHAPE.points and found.max.max() == 1e6, "a spike is lost"
    timed("1,000,000 of them to 1,000 buckets", lambda: store.buckets(1, [spans], count=1_000, start=3e6, end=4e6))
    timed("1,000 raw points of them", lambda: store.points(1, spans, start=5_000_000, end=5_000_999))
    for run, count, buckets in ((MANY, MANY_SERIES, 1_000), (SHORT, SHORT_SERIES, 500), (SHORT, SHORT_SERIES, 1_000)):
        wanted = [[Span(object=run, path=f"m/{index}", generation=0)] for index in range(count)]
        timed(
            f"{count:,} series of one run to {buckets:,} buckets",
            lambda w=wanted, b=buckets: store.buckets(1, w, count=b),
            3,
        )
    wanted = [[Span(object=WIDE, path=f"block000/layer{index:03d}/norm", generation=0)] for index in range(1_000)]
    timed("1,000 series of 3 points of the wide run", lambda: store.buckets(1, wanted, count=1_000), 3)


def ask_writes(store: EngineColumns) -> None:
    """Commits beside all that."""
    numbers = iter(range(store.last_commit() + 1, 2**62))
    generator = np.random.default_rng(0)

    def write(blocks: int, points: int) -> None:
        commit, each = next(numbers), points // blocks
        store.write(Commit(number=commit, points=[
            PointBlock(project=2, object=1, path=f"s/{index}", generation=0, attempt=0, origin=1, steps=np.arange(each) + float(commit),
                times=np.arange(each), seqs=np.arange(each, dtype=np.uint64) + np.uint64(commit * 100_000), values=generator.random(each))
            for index in range(blocks)]))  # fmt: skip

    timed("write 100,000 points of 1 series", lambda: write(1, 100_000))
    timed("write 100,000 points of 1,000 series", lambda: write(1_000, 100_000))
    timed("write 1,000 points", lambda: write(10, 1_000))
    rows = [
        FieldRow(project=2, object=1, path=f"f/{index}", generation=0, type=FieldType.FLOAT, number=1.0)
        for index in range(1_000)
    ]
    timed("write 1,000 fields", lambda: store.write(Commit(number=next(numbers), fields=rows)))
    timed("write 10 fields", lambda: store.write(Commit(number=next(numbers), fields=rows[:10])))


def open_store(folder: Path, memory: int) -> EngineColumns:
    """Open the store and say how long it took."""
    begun = time.perf_counter()
    store = open_columns(f"chdb://{folder.absolute()}", memory_limit=memory)
    print(f"opened in {time.perf_counter() - begun:.2f} s", flush=True)
    assert isinstance(store, EngineColumns)
    return store


def main(folder: Path) -> None:
    """Build where needed, ask, print."""
    store = open_store(folder, 4 * 2**30)
    if store.last_commit() == 0:
        begun = time.perf_counter()
        build(store)
        print(f"built in {time.perf_counter() - begun:.0f} s", flush=True)
    store.close()
    store = open_store(folder, MEMORY)
    print(f"{'':<58} {'time':>9} {'processor':>9}")
    ask_tables(store)
    ask_runs(store)
    ask_writes(store)
    print(
        f"{store.usage()[0] / 2**20:,.0f} MiB on disk; process at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB"
    )
    store.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
