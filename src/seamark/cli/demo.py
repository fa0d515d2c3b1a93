"""`seamark demo`: about 300 real trainings on handwritten digits, some of which fail."""

import itertools
import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import click

Entry = dict[str, Any]

SEEDS: Final = 3
BASELINE: Final = "c000-0"
"""The training that the others are compared with; it is done first."""
LIVE: Final = 6
"""How many of the first trainings are slowed, so that one can watch them."""
CHUNK: Final = 25
"""How many of the others one process does: to start one takes longer than ten trainings."""
RATES: Final = (0.001, 0.003, 0.01, 0.03, 0.1)
WIDTHS: Final = (8, 16, 32, 64)
PLAIN: Final = {"learning_rate": 0.01, "width": 16, "optimiser": "descent", "dropout": 0.0}


@click.command()
@click.option("--project", default="digits", show_default=True, help="The project to fill.")
@click.option("--configurations", default=100, show_default=True, help=f"How many, with {SEEDS} seeds each.")
@click.option("--live/--fast", default=True, show_default=True, help="Slow the first trainings down, to watch them.")
def command(project: str, configurations: int, live: bool) -> None:
    """Train a small net on scikit-learn's handwritten digits, with many settings, some of which fail."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    import sklearn  # noqa: F401 - says at once when it is missing

    present = prepare(project)
    entries = [entry for entry in plan_trainings(configurations) if entry["id"] not in present]
    if not entries:
        click.echo(f"seamark  {project} has all of these trainings. For more: --project NAME, or --configurations.")
        return
    watched, rest = choose_watched(entries) if live else ([], entries)
    has_baseline = False
    with click.progressbar(length=len(entries), label="seamark  training") as bar:
        try:
            for done in train_all(project, watched, rest):
                bar.update(done)
                has_baseline = has_baseline or name_baseline(project)
        except KeyboardInterrupt:
            raise click.Abort from None


def prepare(project: str) -> set[str]:
    """Set the project's objective, and return the trainings that it has; without a server, none."""
    from seamark.cli.connect import choose_project, open_transport, set_objective
    from seamark.sdk.settings import load_settings
    from seamark.wire.api.projects import Objective
    from seamark.wire.api.tables import TablePage, TableRequest

    settings = load_settings()
    if not set_objective(project, Objective(path="val/acc", aggregate="max", goal="maximise")):
        click.echo("seamark  no server runs: the trainings are kept on this machine. Look at them: seamark up")
        return set()
    transport = open_transport(settings)
    address = "/projects/{}/{}/table".format(*choose_project(transport, project))
    page = transport.send("POST", address, TableRequest(limit=1000), TablePage)
    return {row.run.own_id or "" for row in page.rows}


def name_baseline(project: str) -> bool:
    """Say which training the others are compared with; False while it has not arrived."""
    from seamark.cli.connect import choose_project, open_transport
    from seamark.model.errors import SeamarkError
    from seamark.sdk.settings import load_settings
    from seamark.wire.api.projects import Project, ProjectChange

    settings = load_settings()
    if not settings.url:
        return True
    transport = open_transport(settings)
    address = "/projects/{}/{}".format(*choose_project(transport, project))
    try:
        transport.send("PATCH", address, ProjectChange(baseline=BASELINE), Project)
    except SeamarkError:
        return False
    return True


def plan_trainings(configurations: int) -> list[Entry]:
    """Return one entry per training, in a mixed order that is the same each time."""
    order = random.Random(8)  # noqa: S311 - an order, not a secret
    sound, failing = list_sound(), list_failing()
    plain, *others = sound
    order.shuffle(others)
    rest = others + failing[3:]
    order.shuffle(rest)
    chosen = [plain, *failing[:3], *rest]
    entries = [
        entry | {"seed": seed, "group": f"c{number:03d}", "id": f"c{number:03d}-{seed}"}
        for number, entry in enumerate(chosen[:configurations])
        for seed in range(SEEDS)
    ]
    order.shuffle(entries)
    return sorted(entries, key=lambda entry: entry["id"] != BASELINE)


def list_sound() -> list[Entry]:
    """Return 80 configurations that learn, some better than others; the first is what one would try first."""
    names = ("learning_rate", "width", "optimiser", "dropout")
    grid = itertools.product(RATES, WIDTHS, ("adam", "descent"), (0.0, 0.3))
    return sorted((dict(zip(names, values, strict=True)) for values in grid), key=lambda entry: entry != PLAIN)


def list_failing() -> list[Entry]:
    """Return 20 that fail, in turn at too fast a learning rate, for want of memory, for want of data."""
    fast = [
        {"learning_rate": rate, "width": width, "optimiser": "descent"} for rate in (10.0, 30.0) for width in WIDTHS
    ]
    large = [{"learning_rate": rate, "width": 2**40} for rate in (*RATES, 0.3)]
    empty = [{"learning_rate": rate, "held_out": 1.0} for rate in (*RATES, 0.3)]
    in_turn = itertools.chain.from_iterable(itertools.zip_longest(fast, large, empty))
    return [entry for entry in in_turn if entry is not None]


def choose_watched(entries: list[Entry]) -> tuple[list[Entry], list[Entry]]:
    """Return the trainings to slow down, one of which fails, and the rest."""
    sound = [entry for entry in entries if "dropout" in entry]
    chosen = sound[:2] + [entry for entry in entries if entry["learning_rate"] > 1][:1] + sound[2 : LIVE - 1]
    return [entry | {"pause": 1.0} for entry in chosen], [e for e in entries if e not in chosen]


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
    """Train in one process of its own, which ends when we are to stop."""
    if not stopping.is_set():
        arguments = [sys.executable, "-m", "seamark.cli.digits", project, json.dumps(entries)]
        quiet = os.environ | {"SEAMARK_QUIET": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        with subprocess.Popen(arguments, env=quiet, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            while process.poll() is None:
                if stopping.wait(0.1):
                    process.terminate()
    return len(entries)
