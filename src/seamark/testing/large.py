"""Stores of absurd sizes, for a server to be started on.

`python -m seamark.testing.large FOLDER --runs 1000000` fills an empty folder; then `seamark up --data FOLDER`.
"""

import argparse
import getpass
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from seamark.model.objects import shorten_uid
from seamark.model.values import FieldType
from seamark.storage.catalog import open_catalog
from seamark.storage.columns import open_columns
from seamark.storage.columns.store import EngineColumns
from seamark.testing.large_columns import COMMIT, SINCE, Filled, Filler, quote
from seamark.testing.large_names import ABSURD, make_path

PROJECT: Final = "large"
KEY: Final = "BIG"
MEMORY: Final = 4 * 2**30
"""Bytes that the engine may take while it fills."""
DRAWN: Final = 200
"""The newest runs, whose loss has points; of the others it has its statistics alone."""
LOSS_POINTS: Final = 200
RICH: Final = 20
"""The newest runs, which have the many columns and the absurd ones."""
SERIES_POINTS: Final = 3
"""Points of each of the many series of one run."""
REASONS: Final = (
    "RuntimeError: CUDA out of memory. Tried to allocate 2.50 GiB",
    "ValueError: loss is nan at step 1,204",
    "torch.distributed.DistNetworkError: the client socket has timed out after 600000ms",
    "FileNotFoundError: [Errno 2] No such file or directory: '/data/shards/00017.tar'",
    "KeyboardInterrupt",
)
STATES: Final = ("stopped", "finished", "failed")
"""A third of the runs each."""
_SHARE: Final = "cityHash64({}) / 18446744073709551615"


@dataclass(frozen=True, kw_only=True)
class Shape:
    """How large a store is to be. The runs with many series and with many points come on top of `runs`."""

    runs: int = 1_000_000
    fields: int = 50
    """Of each run, what the server writes of it included; at least 16."""
    alike: int = 10
    """Runs beside each other that agree in all configuration but the seed."""
    columns: int = 12_000
    """Further fields, of the newest runs."""
    series: int = 100_000
    """Of one run, three points each."""
    points: int = 10_000_000
    """Of one series, with one spike."""

    @property
    def wide(self) -> int:
        """The number of the run with many series."""
        return self.runs + 1

    @property
    def long(self) -> int:
        """The number of the run with a long series."""
        return self.runs + 2

    @property
    def spike(self) -> int:
        """The step at which the long series has its only great value."""
        return self.points * 2 // 3


def make_store(folder: Path, shape: Shape, workspace: str) -> None:
    """Fill the stores of a server that is to be started on a folder, with one project of a workspace.

    Raises:
        FileExistsError: there is something in the folder.
    """

    def fill(filler: Filler) -> int:
        fill_all(filler, shape, workspace)
        return shape.long

    fill_store(folder, workspace, fill)


def fill_store(folder: Path, workspace: str, fill: Callable[[Filler], int]) -> None:
    """Fill stores with runs of any kind; ``fill`` says how many it has made.

    Raises:
        FileExistsError: there is something in the folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty: choose a folder that is, or one that is not there.")
    catalog = open_catalog(f"sqlite:///{folder / 'catalog.db'}")
    project = catalog.projects.create(workspace, PROJECT, key=KEY).number
    catalog.close()
    store = open_columns(f"chdb://{(folder / 'columns').absolute()}", memory_limit=MEMORY)
    assert isinstance(store, EngineColumns)
    runs = fill(Filler(store, project))
    store.close()
    _fill_catalog(folder / "catalog.db", project, runs, workspace)


def fill_all(filler: Filler, shape: Shape, owner: str) -> None:
    """Fill the columns store with all runs of a shape."""
    fill_runs(filler, shape, owner)
    fill_columns(filler, shape)
    fill_extremes(filler, shape, owner)
    filler.settle()


def fill_runs(filler: Filler, shape: Shape, owner: str) -> None:
    """Give every run its fields: the server's own, a series, configuration that some runs have in common."""
    for field in _fields_of_all(shape, owner):
        filler.fields(1, shape.runs, field)
    first = _first_of(DRAWN, shape)
    curve = f"exp(-step / 60) + 0.05 * {_SHARE.format('object, step')} + 0.2 * {_SHARE.format('object')}"
    filler.fields(first, shape.runs - first + 1, _series("'loss'", LOSS_POINTS, curve))
    if first > 1:
        filler.statistics_alone(1, first - 1, _series("'loss'", LOSS_POINTS, _SHARE.format("object")))


def _first_of(newest: int, shape: Shape) -> int:
    return max(1, shape.runs - newest + 1)


def _series(path: str, points: int, value: str, count: int = 1) -> Filled:
    return Filled(path=path, type=FieldType.FLOAT_SERIES, value=value, count=count, points=points)


def _fields_of_all(shape: Shape, owner: str) -> list[Filled]:
    group = f"intDiv(object - 1, {shape.alike})"
    states = f"[{', '.join(map(quote, STATES))}][object % 3 + 1]"
    reasons = f"[{', '.join(map(quote, REASONS))}][intDiv(object, 3) % {len(REASONS)} + 1]"
    choice = f"['adam', 'sgd', 'lion'][{group} % 3 + 1]"
    names = f"concat([{', '.join(map(quote, ABSURD))}][intDiv(object, 7) % {len(ABSURD)} + 1], ' ', toString(object))"
    text, whole, number = FieldType.STRING, FieldType.INT, FieldType.FLOAT
    own = [
        *_fields_of_server(owner, states),
        Filled(path="'sys/reason'", type=text, value=reasons, where="object % 3 = 2"),
        Filled(path="'sys/name'", type=text, value=names, where="object % 7 = 0"),
        Filled(path="'sys/config_hash'", type=text, value=f"hex(cityHash64({group}))"),
        Filled(path="'config/batch'", type=whole, value=f"toInt64(pow(2, 4 + {group} % 5))"),
        Filled(path="'config/optimizer'", type=text, value=choice),
        Filled(path="'config/seed'", type=whole, value=f"toInt64((object - 1) % {shape.alike})"),
    ]
    count = shape.fields - len(own) - 1
    value = _SHARE.format(f"{group}, place")
    return [*own, Filled(path="concat('config/p', toString(place))", type=number, value=value, count=count)]


def _fields_of_server(owner: str, state: str) -> list[Filled]:
    text, time_ = FieldType.STRING, FieldType.DATETIME
    return [
        Filled(path="'sys/uid'", type=text, value="leftPad(lower(hex(object)), 32, '0')"),
        Filled(path="'sys/id'", type=text, value=f"concat('{KEY}-', toString(object))"),
        Filled(path="'sys/owner'", type=text, value=quote(owner)),
        Filled(path="'sys/created_at'", type=time_, value=f"{SINCE} + toInt64(object) * 1000000"),
        Filled(path="'sys/ended_at'", type=time_, value=f"{SINCE} + toInt64(object) * 1000000 + 900000000"),
        Filled(path="'sys/running_seconds'", type=FieldType.FLOAT, value="900 + object % 100"),
        Filled(path="'sys/state'", type=text, value=state),
    ]


def fill_columns(filler: Filler, shape: Shape) -> None:
    """Give the newest runs the many further fields, and fields and series of absurd names."""
    first = _first_of(RICH, shape)
    runs = shape.runs - first + 1
    if shape.columns:
        path = "concat('wide/part_', toString(intDiv(place, 1000)), '/value_', toString(place))"
        value = _SHARE.format("object, place")
        filler.fields(first, runs, Filled(path=path, type=FieldType.FLOAT, value=value, count=shape.columns))
    name = f"[{', '.join(quote(make_path(name)) for name in ABSURD)}][place + 1]"
    value = f"concat({name}, ' ', toString(intDiv(object - 1, {shape.alike})))"
    path, count = f"concat('config/names/', {name})", len(ABSURD)
    filler.fields(first, runs, Filled(path=path, type=FieldType.STRING, value=value, count=count))
    filler.fields(first, runs, _series(f"concat('names/', {name})", 20, "step + object % 7", count))


def fill_extremes(filler: Filler, shape: Shape, owner: str) -> None:
    """Make the run with many series and the one with a long series, as far as there are any."""
    for object, name in ((shape.wide, f"{shape.series:,} series"), (shape.long, f"{shape.points:,} points")):
        for field in _fields_of_server(owner, "'finished'"):
            filler.fields(object, 1, field)
        filler.fields(object, 1, Filled(path="'sys/name'", type=FieldType.STRING, value=quote(name)))
    if shape.series:
        fill_wide(filler, shape.wide, shape.series, SERIES_POINTS)
    if shape.points:
        fill_long(filler, shape.long, shape.points, shape.spike)


def fill_wide(filler: Filler, object: int, series: int, points: int) -> None:
    """Give a run so many series, in blocks of a thousand."""
    block, layer = "leftPad(toString(intDiv(place, 1000)), 3, '0')", "leftPad(toString(place % 1000), 3, '0')"
    path = f"concat('block', {block}, '/layer', {layer}, '/norm')"
    filler.fields(object, 1, _series(path, points, "place / 7 + step", series))


def fill_long(filler: Filler, object: int, points: int, spike: int) -> None:
    """Give a run one series `loss` of so many points: noise, and a million at one step."""
    value = f"if(step = {spike}, 1e6, 0.25 + 0.5 * {_SHARE.format('step')})"
    filler.fields(object, 1, _series("'loss'", points, value))


def _fill_catalog(path: Path, project: int, runs: int, owner: str) -> None:
    with sqlite3.connect(path) as catalog:
        catalog.executemany(
            """INSERT INTO objects (number, project, kind, uid, short, id, created_at, created_by)
            VALUES (?, ?, 'run', ?, ?, ?, ?, ?)""",
            (
                (number, project, f"{number:032x}", shorten_uid(f"{number:032x}"), f"{KEY}-{number}", at, owner)
                for number in range(1, runs + 1)
                for at in [SINCE + number * 1_000_000]
            ),
        )
        catalog.execute("UPDATE projects SET last_id = ?, runs = ?", (runs, runs))
        catalog.execute("INSERT OR REPLACE INTO facts (name, value) VALUES ('clean_mark', ?)", (str(COMMIT),))
    catalog.close()


def main() -> None:
    """Fill the folder that is named."""
    usual = Shape()
    parser = argparse.ArgumentParser(prog="python -m seamark.testing.large", description=__doc__)
    parser.add_argument("folder", type=Path)
    for name, what in (
        ("runs", "runs of the project"),
        ("fields", "fields of each of them"),
        ("alike", "runs that agree in all configuration but the seed"),
        ("columns", "further fields, of the newest runs"),
        ("series", "series of one run"),
        ("points", "points of one series"),
    ):
        parser.add_argument(f"--{name}", type=int, default=getattr(usual, name), help=f"{what} (%(default)s)")
    parser.add_argument("--workspace", default=getpass.getuser(), help="whose server it will be (%(default)s)")
    given = vars(parser.parse_args())
    folder, workspace = given.pop("folder"), given.pop("workspace")
    began = time.perf_counter()
    make_store(folder, Shape(**given), workspace)
    spent = time.perf_counter() - began
    print(f"{PROJECT} is made in {spent:.0f} s: seamark up --data {folder}")  # noqa: T201 - it is a command


if __name__ == "__main__":
    main()
