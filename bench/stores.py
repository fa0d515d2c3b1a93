"""The store of absurd sizes that several questions are asked of, made once."""

import atexit
import contextlib
import functools
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.processes import RunningServer, start_server
from seamark.testing.large import PROJECT, Shape, make_store

PERSON = "bench"
ADDRESS = f"/projects/{PERSON}/{PROJECT}"
"""Of its project in the API."""
PAGE = f"/{PERSON}/{PROJECT}"
"""In the browser."""
SHAPE = Shape()


@functools.cache
def _folder() -> Path:
    """Return the folder that BENCH_STORE names, filled where it is not, else a new one that is removed at the end."""
    named = os.environ.get("BENCH_STORE")
    if named and (Path(named) / "columns").exists():
        return Path(named)
    folder = Path(named or tempfile.mkdtemp(prefix="bench-"))
    if not named:
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    make_store(folder, SHAPE, PERSON)
    return folder


@contextlib.contextmanager
def start_on_large() -> Iterator[RunningServer]:
    """Start a server on the store, and stop it at the end."""
    with start_server(_folder(), PERSON) as server:
        yield server
