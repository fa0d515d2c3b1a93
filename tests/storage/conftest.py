"""A PostgreSQL of the tests' own."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

BINARIES = Path("/usr/lib/postgresql/15/bin")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Path]:
    """Run PostgreSQL in a temporary folder; gives the folder of its socket."""
    found = BINARIES if BINARIES.is_dir() else shutil.which("initdb") and Path(shutil.which("initdb")).parent
    if not found:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="seamark-postgres-"))
    data = folder / "data"
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
    run_as_owner(found / "initdb", "-D", data, "-A", "trust", "-U", "seamark", "-E", "UTF8", "--no-sync", "--locale=C")
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off -c full_page_writes=off"
    control = [found / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options]
    run_as_owner(*control, "start")
    try:
        yield folder
    finally:
        run_as_owner(found / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder)


def run_as_owner(*command) -> None:
    """Run a command of PostgreSQL, which refuses to be run by root."""
    prefix = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    done = subprocess.run(
        [*prefix, *map(str, command)], capture_output=True, text=True, cwd="/", stdin=subprocess.DEVNULL, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def postgres_url(postgres: Path) -> Iterator[str]:
    """The URL of an empty schema, which is as good as a database and made much faster."""
    name = f"t{uuid.uuid4().hex}"
    administer(postgres, f"CREATE SCHEMA {name}")
    yield f"postgresql+psycopg://seamark@/postgres?host={postgres}&options=-csearch_path%3D{name}"
    administer(postgres, f"DROP SCHEMA {name} CASCADE")


def administer(folder: Path, statement: str) -> None:
    with contextlib.closing(psycopg.connect(host=str(folder), user="seamark", dbname="postgres")) as connection:
        connection.autocommit = True
        connection.execute(statement)


@pytest.fixture(params=["sqlite", "postgresql"])
def each_catalog_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, of each engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/catalog.db"
    return request.getfixturevalue("postgres_url")


@pytest.fixture
def running() -> Iterator[Callable[..., subprocess.Popen]]:
    """Start processes that are gone after the test."""
    started: list[subprocess.Popen] = []

    def start(*command: str) -> subprocess.Popen:
        started.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()
