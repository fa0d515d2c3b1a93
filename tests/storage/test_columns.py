"""The columns store on the embedded engine."""

import signal
import subprocess
import sys
import tempfile
import threading
import time

import pytest
from hypothesis import HealthCheck, settings
from msgspec.structs import replace

from seamark.model.errors import Abandoned, Conflict, InvalidValue, StorageFull, StoreInUse, Unavailable
from seamark.storage.asker import ASKER, Asker
from seamark.storage.columns import open_columns
from seamark.storage.columns.copies import freeze
from seamark.storage.columns.dialect import choose_dialect
from seamark.storage.columns.engine import Engine, reword
from seamark.storage.columns.rows import Commit, Sql
from seamark.storage.columns.schema import DATABASE, FIELDS, FILES, MIGRATIONS, POINTS, VERSIONS
from seamark.testing.columns_fixtures import Shelf
from seamark.testing.columns_machine import ColumnsMachine
from seamark.testing.columns_suite import ColumnsSuite


class TestEmbedded(ColumnsSuite):
    @pytest.fixture(scope="class")
    @classmethod
    def columns_url(cls, tmp_path_factory):
        return f"chdb://{tmp_path_factory.mktemp('columns')}"


def test_machine(tmp_path):
    class Machine(ColumnsMachine):
        def open_shelf():
            shelf = Shelf(f"chdb://{tempfile.mkdtemp(dir=tmp_path)}")
            shelf.project = 1
            return shelf

    health = list(HealthCheck)
    Machine.TestCase.settings = settings(
        max_examples=5, stateful_step_count=8, deadline=None, suppress_health_check=health, database=None
    )
    Machine.TestCase("runTest").debug()


@pytest.fixture
def store(tmp_path):
    store = open_columns(f"chdb://{tmp_path}", memory_limit=500 * 2**20)
    yield store
    store.close()


def ask(store, text):
    return store._engine.select(Sql(text=text)).to_pylist()


def test_limits_are_set(store):
    names = "'max_server_memory_usage', 'mark_cache_size'"
    rows = ask(store, f"SELECT name, value FROM system.server_settings WHERE name IN ({names}) ORDER BY name")
    assert [int(row["value"]) for row in rows] == [64 * 2**20, 500 * 2**20]
    names = "'async_insert', 'max_execution_time', 'max_memory_usage', 'max_threads_min_free_memory_per_thread'"
    rows = ask(store, f"SELECT name, value FROM system.settings WHERE name IN ({names}) ORDER BY name")
    assert [int(row["value"]) for row in rows] == [0, 30, 300 * 2**20, 0]
    (row,) = ask(
        store, f"SELECT create_table_query AS query FROM system.tables WHERE concat(database, '.', name) = '{POINTS}'"
    )
    for setting in ("fsync_after_insert = 1", "fsync_part_directory = 1", "min_rows_to_fsync_after_merge = 1"):
        assert setting in row["query"]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT sum(sipHash64(number)) AS x FROM numbers(100000000000) SETTINGS max_execution_time = 0.3",
        "SELECT groupArray(number) AS x FROM numbers(1000000000)",
    ],
    ids=["time", "memory"],
)
def test_a_read_that_takes_too_much(store, text):
    with pytest.raises(Unavailable, match="too long or too much"):
        ask(store, text)
    assert ask(store, "SELECT 1 AS x") == [{"x": 1}]


def test_what_nobody_waits_for_is_not_asked(store):
    asker = Asker()
    token = ASKER.set(asker)
    try:
        with store._engine.hold() as holder:
            holder.make("kept", Sql(text="SELECT 1 AS x"))
            assert holder.select(Sql(text="SELECT x FROM kept")).to_pylist() == [{"x": 1}]
            asker.leave()
            with pytest.raises(Abandoned, match="Nobody waited"):
                holder.select(Sql(text="SELECT x FROM kept"))
        with pytest.raises(Abandoned, match="Nobody waited"):
            ask(store, "SELECT 1 AS x")
    finally:
        ASKER.reset(token)
    assert ask(store, "SELECT 1 AS x") == [{"x": 1}]


@pytest.mark.parametrize(
    "text",
    [
        "Code: 243. DB::Exception: Cannot reserve 1.00 MiB, not enough space. (NOT_ENOUGH_SPACE)",
        "Code: 75. DB::ErrnoException: Cannot write to file: , errno: 28, strerror: No space left on device. (CANNOT_WRITE_TO_FILE_DESCRIPTOR)",
        "[Errno 28] No space left on device",
    ],
)
def test_a_full_disk(text):
    assert isinstance(reword(text), StorageFull)


def test_one_store_at_a_time(store, tmp_path):
    with pytest.raises(StoreInUse):
        open_columns(f"chdb://{tmp_path}-other")
    other = f"from seamark.storage.columns import open_columns; open_columns('chdb://{tmp_path}')"
    done = subprocess.run([sys.executable, "-c", other], capture_output=True, text=True, timeout=60)
    assert "StoreInUse" in done.stderr
    assert ask(store, "SELECT 1 AS x") == [{"x": 1}]


def test_closing_leaves_nothing_behind(tmp_path):
    for _ in range(2):
        store = open_columns(f"chdb://{tmp_path}")
        store.close()
        store.close()
    assert list((tmp_path / "tmp").iterdir()) == []
    assert [thread.name for thread in threading.enumerate() if "chdb" in thread.name.lower()] == []


def test_a_newer_store_is_refused(tmp_path):
    store = open_columns(f"chdb://{tmp_path}")
    written = f"SELECT version, program != '' AS program, engine != '' AS engine FROM {VERSIONS} ORDER BY version"
    assert ask(store, written) == [
        {"version": number, "program": 1, "engine": 1} for number in range(1, len(MIGRATIONS) + 1)
    ]
    store._engine.command(f"INSERT INTO {VERSIONS} (version, program, engine) VALUES (999, '9.9', '99.9')")
    store.close()
    for _ in range(2):
        with pytest.raises(Conflict, match="version 999"):
            open_columns(f"chdb://{tmp_path}")


@pytest.mark.parametrize("copied", [False, True], ids=["store", "copy"])
def test_an_older_store_is_brought_up(tmp_path, copied: bool):
    """One whose files had no captions yet; also where it comes as a copy."""
    engine = Engine(choose_dialect(f"chdb://{tmp_path}/store", 2**29), 2**29)
    engine.migrate(1)
    row = "1, 1, 'f', 0, '', 0, 1, 0, 0, 0, 'digest', 4, 'f.png', 'image/png', 0, 0, 1"
    engine.command(f"INSERT INTO {FILES} VALUES ({row})")
    field = "1, 1, 'f', 0, 11, NULL, NULL, '', [], '', 0, 1"
    engine.command(f"INSERT INTO {FIELDS} VALUES ({field})")
    if copied:
        freeze(engine, tmp_path / "copy", lambda: None)
        (tmp_path / "copy" / "frozen" / "version").write_text("1")
    engine.close()
    store = open_columns(f"chdb://{tmp_path}/{'copy' if copied else 'store'}")
    (found,), total = store.files(1, 1, "f")
    assert (found.name, found.caption, found.media_type, total) == ("f.png", "", "image/png", 1)
    store.write(Commit(number=10, files=[replace(found, caption="new", commit=10)]))
    assert store.files(1, 1, "f")[0][0].caption == "new"
    store.close()


def test_a_newer_copy_is_refused(tmp_path):
    store = open_columns(f"chdb://{tmp_path}/store")
    store.freeze(tmp_path / "copy")
    store.close()
    (tmp_path / "copy" / "frozen" / "version").write_text("999")
    with pytest.raises(Conflict, match="version 999"):
        open_columns(f"chdb://{tmp_path}/copy")


@pytest.mark.parametrize("url", ["sqlite:///x", "chdb://", "/x", "clickhouse://"])
def test_urls_of_no_store(url):
    with pytest.raises(InvalidValue, match="columns store"):
        open_columns(url)


WRITER = """
import sys
from seamark.testing.columns_fixtures import Shelf
shelf = Shelf(sys.argv[1])
shelf.project = 1
for number in range(int(sys.argv[2]), 10**6):
    block = shelf.points(1, "x", [float(number)] * 3, steps=[float(number)] * 3)
    commit = shelf.write(points=[block], fields=[shelf.series(1, "x"), shelf.field(1, f"f/{number}", number)])
    print(number, flush=True)
"""


def test_what_was_acknowledged_survives_a_kill(tmp_path):
    acknowledged = -1
    for _ in range(2):
        command = [sys.executable, "-c", WRITER, f"chdb://{tmp_path}", str(acknowledged + 1)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        for _ in range(5):
            acknowledged = int(process.stdout.readline())
        time.sleep(0.03)
        process.send_signal(signal.SIGKILL)
        acknowledged = max([acknowledged, *map(int, process.stdout.read().split())])
        process.stdout.close()
        process.wait()
    shelf = Shelf(f"chdb://{tmp_path}")
    shelf.project = 1
    shelf.store.mend(0)
    assert shelf.store.check() == []
    fields, _ = shelf.store.fields(1, 1, prefix="f/", limit=10_000)
    assert {row.integer for row in fields} >= set(range(acknowledged + 1))
    steps = shelf.store.points(1, shelf.span(1, "x")).steps.tolist()
    assert set(steps) >= set(range(acknowledged + 1))
    assert all(steps.count(step) == 3 for step in set(steps))
    found = shelf.store.stats(1, 1, ["x"])["x"]
    assert (found.count, found.last_step) == (len(steps), steps[-1])
    shelf.store.close()


def test_the_database_is_ours(store):
    assert {row["name"] for row in ask(store, "SELECT name FROM system.databases")} >= {DATABASE}
