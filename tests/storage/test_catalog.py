"""The catalog on both engines, and what is SQLite's or PostgreSQL's own."""

import contextlib
import re
import signal
import sqlite3
import sys
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, event

from seamark.model.access import Visibility
from seamark.model.errors import Conflict, InvalidValue, StorageFull, Unavailable
from seamark.storage import migrations
from seamark.storage.catalog import open_catalog
from seamark.storage.catalog.schema import metadata
from seamark.testing.catalog_fixtures import at_once, make_object
from seamark.testing.catalog_suite import CatalogSuite


class TestSqlite(CatalogSuite):
    @pytest.fixture
    def catalog_url(self, tmp_path):
        return f"sqlite:///{tmp_path}/some folder/catalog.db"


class TestPostgres(CatalogSuite):
    @pytest.fixture
    def catalog_url(self, postgres_url):
        return postgres_url


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path}/catalog.db"


@pytest.fixture
def catalog(url):
    catalog = open_catalog(url)
    yield catalog
    catalog.close()


def test_the_migrations_make_the_schema(each_catalog_url):
    open_catalog(each_catalog_url).close()
    engine = create_engine(each_catalog_url)
    with engine.connect() as connection:
        options = {"version_table": "catalog_version", "compare_type": True}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), metadata) == []
    engine.dispose()


def test_several_can_open_an_empty_database_at_once(each_catalog_url):
    for catalog in at_once(lambda _: open_catalog(each_catalog_url)):
        assert catalog.projects.all() == []
        catalog.close()


def test_a_fresh_file_that_another_writes_to_is_waited_for(tmp_path):
    path = tmp_path / "catalog.db"
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")  # the lock at which SQLite itself does not wait to switch to its log
    release = threading.Timer(0.2, other.close)
    release.start()
    open_catalog(f"sqlite:///{path}").close()
    release.join()


def test_what_an_older_program_wrote_stays_open_to_those_who_had_it(each_catalog_url):
    """A catalog of the first schema, with a project, runs and two people, is brought up to date."""
    run, curl, main = "a" * 32, "b" * 32, "c" * 32
    engine = create_engine(each_catalog_url)
    scripts = ScriptDirectory(
        str(Path(migrations.__file__).parent), version_locations=[str(Path(migrations.__file__).parent)]
    )
    with engine.begin() as connection:
        options = {
            "fn": lambda revision, _: scripts._upgrade_revs("0001", revision),
            "version_table": "catalog_version",
        }
        context = MigrationContext.configure(connection, opts=options)
        with Operations.context(context):
            context.run_migrations()
        rows = [
            "INSERT INTO workspaces (number, name, folded) VALUES (1, 'team', 'team')",
            "INSERT INTO projects VALUES (1, 1, 'old', 'old', 'OLD', '', '[]', '', 1, 7, 0)",
            *(
                "INSERT INTO people (number, name, folded, admin, password, created_at, disabled)"
                f" VALUES ({number}, '{name}', '{name}', {admin}, '', 1, FALSE)"
                for number, name, admin in ((1, "ada", "TRUE"), (2, "bob", "FALSE"))
            ),
            *(
                "INSERT INTO objects (number, project, kind, uid, short, id, created_at, created_by)"
                f" VALUES ({number}, 1, 'run', '{uid}', '{number}', 'OLD-{number}', 1, 'ada')"
                for number, uid in ((1, run), (2, curl))
            ),
            *(
                "INSERT INTO sessions (origin, object, attempt, state, host, pid, command, started_at, seq, "
                f"\"commit\", ended_at, reason) VALUES ('{origin}', {of}, 0, 'running', '', 0, '', 1, 0, 0, {end}, '')"
                for origin, of, end in (
                    (main, 1, 9),
                    (f"{main}.system", 1, "NULL"),
                    (run, 1, "NULL"),
                    (curl, 2, "NULL"),
                )
            ),
        ]
        for row in rows:
            connection.exec_driver_sql(row)
    engine.dispose()
    catalog = open_catalog(each_catalog_url)
    project = catalog.projects.find("team", "old")
    assert project.visibility is Visibility.WORKSPACE
    assert catalog.projects.find_uid(project.uid) == project
    assert {member.name: member.role for member in catalog.members.of_workspace(1)} == {"ada": "admin", "bob": "member"}
    assert [session.origin for session in catalog.sessions.running()] == [curl], "of others nobody waits for an end"
    catalog.close()


def test_a_newer_schema_is_refused(each_catalog_url):
    open_catalog(each_catalog_url).close()
    engine = create_engine(each_catalog_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE catalog_version SET version_num = '9999'")
        connection.exec_driver_sql("UPDATE facts SET value = '7.0' WHERE name = 'catalog_written_by'")
    engine.dispose()
    with pytest.raises(Conflict, match=r"newer Seamark \(7\.0, schema 9999\).*pip install -U"):
        open_catalog(each_catalog_url)


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://x", "sqlite://", "chdb:///x"])
def test_other_urls_are_refused(url):
    with pytest.raises(InvalidValue, match="sqlite:///"):
        open_catalog(url)


def test_a_server_that_is_not_there_is_unavailable(tmp_path):
    with pytest.raises(Unavailable):
        open_catalog(f"postgresql://seamark@/nothing?host={tmp_path}")


def test_a_file_that_is_no_database(tmp_path):
    (tmp_path / "catalog.db").write_text("something else " * 1_000)
    with pytest.raises(Unavailable, match="not a database"):
        open_catalog(f"sqlite:///{tmp_path}/catalog.db")


def test_a_lost_connection_is_found_again(postgres_url):
    catalog = open_catalog(postgres_url)
    row = catalog.projects.create("ada", "one")
    assert catalog.projects.get(row.number) == row
    engine = create_engine(postgres_url)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND datname = current_database()"
        )
    engine.dispose()
    assert catalog.projects.get(row.number) == row
    assert catalog.projects.create("ada", "two").key == "TWO"
    catalog.close()


def test_postgres_brings_its_own_backup(postgres_url, tmp_path):
    catalog = open_catalog(postgres_url)
    with pytest.raises(Conflict, match="pg_dump"):
        catalog.backup(tmp_path / "copy")
    catalog.close()


# ---- SQLite's own ---------------------------------------------------------------------------------


def test_sqlite_syncs_each_commit(catalog, tmp_path):
    database = catalog._database
    with database.raw_sqlite() as reader:
        assert reader.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    with database._writer.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    assert (tmp_path / "catalog.db").stat().st_mode & 0o077 == 0


def test_a_backup_is_whole_while_writing_goes_on(catalog, tmp_path):
    project = catalog.projects.create("ada", "one")
    stop = threading.Event()

    def write():
        while not stop.is_set():
            make_object(catalog, project)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            catalog.backup(tmp_path / f"copy{number}.db")
    finally:
        stop.set()
        writer.join()
    copy = open_catalog(f"sqlite:///{tmp_path}/copy4.db")
    with copy._database.raw_sqlite() as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    runs = copy.objects.counts()[project.number]
    newest = copy.objects.newest(project.number)
    assert runs == (int(newest.id[4:]) if newest else 0)
    copy.close()
    with pytest.raises(Conflict, match="exists"):
        catalog.backup(tmp_path / "copy4.db")


def test_a_backup_needs_no_companion_files(catalog, tmp_path):
    catalog.projects.create("ada", "one")
    (tmp_path / "backup").mkdir()
    catalog.backup(tmp_path / "backup" / "catalog.db")
    assert [path.name for path in (tmp_path / "backup").iterdir()] == ["catalog.db"]


WRITER = """
import sys
from seamark.storage import migrations
from seamark.storage.catalog import open_catalog
from seamark.testing.catalog_fixtures import make_object
catalog = open_catalog(sys.argv[1])
project = catalog.projects.create("ada", "one")
while True:
    print(make_object(catalog, project).id, flush=True)
"""


def test_what_was_told_survives_a_kill(each_catalog_url, running):
    process = running(sys.executable, "-c", WRITER, each_catalog_url)
    told = [process.stdout.readline().strip() for _ in range(200)]
    process.send_signal(signal.SIGKILL)
    told += process.stdout.read().split()
    process.wait()
    told = [id for id in told if re.fullmatch(r"ONE-\d+", id)]
    catalog = open_catalog(each_catalog_url)
    project = catalog.projects.find("ada", "one")
    last = int(told[-1][4:])
    assert catalog.objects.find(f"ONE-{last}")
    assert catalog.objects.counts()[project.number] in {last, last + 1}
    assert make_object(catalog, project).id in {f"ONE-{last + 1}", f"ONE-{last + 2}"}
    catalog.close()


def fill(catalog, project):
    for number in range(1_000):
        make_object(catalog, project, own_id=f"{number} {'x' * 500}")


def test_a_full_disk_is_told_apart_and_passes(catalog):
    project = catalog.projects.create("ada", "one")
    writer = catalog._database._writer
    with writer.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StorageFull, match="Make room"):
        fill(catalog, project)
    known = catalog.objects.counts()[project.number]
    with writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    assert make_object(catalog, project).id == f"ONE-{known + 1}"


def test_a_locked_database_is_unavailable_not_corrupt(url, catalog):
    project = catalog.projects.create("ada", "one")
    with catalog._database._writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 50")
    with contextlib.closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable, match="locked"):
            make_object(catalog, project)
        other.execute("ROLLBACK")
    assert make_object(catalog, project).id == "ONE-1"


def test_writes_that_wait_share_a_commit(catalog):
    project = catalog.projects.create("ada", "one")
    commits = []
    event.listen(catalog._database._writer, "commit", lambda connection: commits.append(1))
    catalog._database._lock.acquire()
    threads = [threading.Thread(target=make_object, args=(catalog, project)) for _ in range(20)]
    for thread in threads:
        thread.start()
    while len(catalog._database._waiting) < 20:
        pass
    catalog._database._lock.release()
    for thread in threads:
        thread.join()
    assert catalog.objects.counts()[project.number] == 20
    assert len(commits) <= 2


def test_a_bug_in_one_write_stops_no_other_for_good(catalog):
    project = catalog.projects.create("ada", "one")

    def fail(connection):
        raise KeyError("bug")

    def work(index):
        if index % 2:
            with pytest.raises(KeyError):
                catalog._database.write(fail)
            return 0
        try:
            make_object(catalog, project)
        except KeyError:  # this thread ran both in one transaction, which was rolled back
            return 0
        return 1

    made = sum(sum(at_once(work)) for _ in range(10))
    assert catalog.objects.counts()[project.number] == made
    assert make_object(catalog, project).id == f"ONE-{made + 1}"


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs /proc")
def test_the_process_keeps_no_files_open(url):
    open_catalog(url).close()
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(3):
        catalog = open_catalog(url)
        catalog.projects.all()
        catalog.close()
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_the_newest_migration_is_the_one_that_opening_looks_for() -> None:
    folder = str(Path(migrations.__file__).parent)
    scripts = ScriptDirectory(folder, version_locations=[folder])
    assert scripts.get_current_head() == migrations.HEAD
