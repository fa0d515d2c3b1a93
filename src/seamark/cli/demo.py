"""`seamark demo`: about 300 real trainings on handwritten digits, some of which fail."""

import itertools
import json
import os
import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import click

Entry = dict[str, Any]

SEEDS: Final = 3
LIVE: Final = 6
"""How many of the first trainings are slowed, so that one can watch them."""
CHUNK: Final = 12
"""How many of the others one process does."""


@click.command()
@click.option("--project", default="digits", show_default=True, help="The project to fill.")
@click.option("--configurations", default=100, show_default=True, help=f"How many, with {SEEDS} seeds each.")
@click.option("--live/--fast", default=True, show_default=True, help="Slow the first trainings down, to watch them.")
def command(project: str, configurations: int, live: bool) -> None:
    """Train a small net on scikit-learn's handwritten digits, with many settings, some of which fail."""
    import sklearn  # noqa: F401 - says at once when it is missing

    from seamark.cli.connect import set_objective
    from seamark.wire.api import Objective

    told = set_objective(project, Objective(path="val/acc", aggregate="max", goal="maximise"))
    if not told:
        click.echo("seamark  no server runs: the trainings are kept on this machine. Look at them: seamark up")
    entries = plan_trainings(configurations)
    shown = LIVE if live else 0
    with click.progressbar(length=len(entries), label="seamark  training") as bar:
        try:
            for done in train_all(project, entries[:shown], entries[shown:]):
                bar.update(done)
        except KeyboardInterrupt:
            raise click.Abort from None


def plan_trainings(configurations: int) -> list[Entry]:
    """Return one entry per training: first some to watch, then all others in a mixed order."""
    grid = itertools.product((0.001, 0.003, 0.01, 0.03, 0.1), (8, 16, 32, 64), ("adam", "descent"), (0.0, 0.3))
    names = ("learning_rate", "width", "optimiser", "dropout")
    chosen: list[Entry] = [dict(zip(names, values, strict=True)) for values in grid]
    chosen += [
        {"learning_rate": rate, "width": width, "optimiser": "descent"}
        for rate in (3.0, 8.0)
        for width in (8, 16, 32, 64)
    ]
    chosen += [{"learning_rate": rate, "width": 2**40} for rate in (0.001, 0.003, 0.01, 0.03, 0.1, 0.3)]
    chosen += [{"learning_rate": rate, "held_out": 1.0} for rate in (0.001, 0.003, 0.01, 0.03, 0.1, 0.3)]
    order = random.Random(8)  # noqa: S311 - an order, not a secret
    order.shuffle(chosen)
    entries = [
        entry | {"seed": seed, "group": f"c{number:03d}"}
        for number, entry in enumerate(chosen[:configurations])
        for seed in range(SEEDS)
    ]
    order.shuffle(entries)
    healthy = [entry for entry in entries if _is_healthy(entry)][: LIVE - 1]
    broken = [entry for entry in entries if entry["learning_rate"] > 1][:1]
    first = healthy[:2] + broken + healthy[2:]
    return [entry | {"pause": 0.4, "epochs": 50} for entry in first] + [
        entry for entry in entries if entry not in first
    ]


def _is_healthy(entry: Entry) -> bool:
    return entry["learning_rate"] < 1 and entry.get("width", 0) < 2**20 and "held_out" not in entry


def train_all(project: str, live: list[Entry], rest: list[Entry]) -> Iterator[int]:
    """Train, three processes at a time at most, and yield how many trainings each process did."""
    stopping = threading.Event()
    chunks = [[entry] for entry in live] + [rest[start : start + CHUNK] for start in range(0, len(rest), CHUNK)]
    with ThreadPoolExecutor(3 if live else 2) as lanes:
        try:
            yield from lanes.map(lambda chunk: train_some(project, chunk, stopping), chunks)
        finally:
            stopping.set()


def train_some(project: str, entries: list[Entry], stopping: threading.Event) -> int:
    """Train in one process of its own; Ctrl-C reaches it as it reaches us."""
    if not stopping.is_set():
        arguments = [sys.executable, "-m", "seamark.cli.digits", project, json.dumps(entries)]
        quiet = os.environ | {"SEAMARK_QUIET": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        subprocess.run(arguments, env=quiet, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return len(entries)
