"""Clean-up, back-up and restore on the real stores."""

import threading
import time

import msgspec
import pytest

from seamark.core.ingest.commit import CLEAN_MARK
from seamark.core.upkeep import Stores, backup, clean_up, restore
from seamark.core.upkeep.manifest import NAME, Manifest
from seamark.model.errors import Conflict, FileMissing, InvalidValue
from seamark.storage.blobs import open_blobs
from seamark.storage.catalog import open_catalog
from seamark.storage.catalog.rows import LeaseRow


@pytest.fixture
def stores(shelf):
    return Stores(shelf.catalog, shelf.columns, shelf.blobs)


@pytest.fixture
def person(shelf):
    return shelf.catalog.people.find("ada") or shelf.catalog.people.create("ada", password="", admin=True)


def test_clean_up_keeps_what_is_referred_to(shelf, stores, person):
    run = shelf.run(shelf.project())
    shelf.file(run, "data/report", b"attached")
    shelf.file(run, "data/deleted", b"deleted")
    shelf.assign(run, note="x" * 200_000)
    shelf.write(fields=[shelf.field(run, "data/deleted", deleted=True, generation=1)])
    upload = shelf.catalog.uploads.create(person.number, size=8, digest="")
    shelf.catalog.uploads.advance(upload.id, received=8, digest=shelf.blobs.put(b"uploaded"), complete=True)
    nobody = shelf.blobs.put(b"nobody's")
    assert clean_up(stores).rows == 1
    assert shelf.blobs.has(nobody)  # it was touched within the day
    assert clean_up(stores, spared_seconds=-60).freed == len(b"nobody's") + len(b"deleted")
    assert not shelf.blobs.has(nobody)
    assert clean_up(stores, spared_seconds=-60).freed == 0
    for digest in set(shelf.columns.digests()):
        assert shelf.blobs.has(digest)
    assert shelf.blobs.has(shelf.catalog.uploads.get(upload.id).digest)


def test_uploads_left_alone_are_dropped(shelf, stores, person, monkeypatch):
    upload = shelf.catalog.uploads.create(person.number, size=100, digest="")
    shelf.blobs.append(upload.id, 0, [b"half"])
    assert clean_up(stores).uploads == 0
    later = time.time() + 8 * 24 * 3600
    monkeypatch.setattr(time, "time", lambda: later)
    assert clean_up(stores, spared_seconds=1e9).uploads >= 1
    assert shelf.blobs.received(upload.id) == 0
    with pytest.raises(FileMissing):
        shelf.catalog.uploads.get(upload.id)


def test_a_backup_is_restored_whole(shelf, stores, tmp_path):
    project = shelf.project()
    run = shelf.run(project)
    shelf.file(run, "data/report", b"attached")
    shelf.points(run, "loss", [0.3, 0.2])
    shelf.catalog.server.set_facts({CLEAN_MARK: "7"})
    lease = LeaseRow(holder="h", host="node", pid=1, boot="b", url="", renewed_at=1)
    shelf.catalog.server.take_lease(lease, expected=None)
    made = backup(stores, tmp_path / "new" / "backup")
    shelf.catalog.server.drop_lease("h")
    assert made.bytes > len(b"attached")
    assert (made.clean_mark, made.missing) == ("7", [])
    assert restore(tmp_path / "new" / "backup", tmp_path / "restored") == made
    catalog = open_catalog(f"sqlite:///{tmp_path}/restored/catalog.db")
    assert catalog.objects.get(run.number) == run
    assert catalog.server.lease() is None
    assert catalog.server.facts()[CLEAN_MARK] == "7"
    catalog.close()
    blobs = open_blobs(f"file://{tmp_path}/restored/blobs")
    for digest in set(shelf.columns.digests()):
        assert b"".join(blobs.read(digest)) == b"".join(shelf.blobs.read(digest))


def test_clean_up_waits_for_a_backup(shelf, stores):
    done = threading.Event()

    def clean():
        clean_up(stores)
        done.set()

    with stores.pause:
        thread = threading.Thread(target=clean)
        thread.start()
        assert not done.wait(0.1)
    thread.join()
    assert done.is_set()


def test_a_missing_blob_does_not_stop_a_backup(shelf, stores, tmp_path):
    run = shelf.run(shelf.project())
    shelf.file(run, "data/lost", b"lost for some reason")
    lost = shelf.columns.find_file(run.project, run.number, "data/lost").digest
    assert shelf.blobs.sweep(set(shelf.columns.digests()) - {lost}, time.time() + 60)
    assert backup(stores, tmp_path / "backup").missing == [lost]
    assert restore(tmp_path / "backup", tmp_path / "restored").missing == [lost]
    shelf.blobs.put(b"lost for some reason")


def test_a_folder_with_something_in_it_is_left_alone(stores, tmp_path):
    (tmp_path / "mine").write_text("precious")
    for call in (lambda: backup(stores, tmp_path), lambda: restore(tmp_path / "backup", tmp_path)):
        with pytest.raises(Conflict):
            call()
    with pytest.raises(InvalidValue, match="cannot be written"):
        backup(stores, tmp_path / "mine")
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_backup_that_fails_leaves_nothing(stores, shelf, tmp_path, monkeypatch):
    def fail(target):
        raise Conflict("The catalog lies in PostgreSQL.", "Back it up with pg_dump.")

    monkeypatch.setattr(shelf.catalog, "backup", fail)
    with pytest.raises(Conflict, match="pg_dump"):
        backup(stores, tmp_path / "backup")
    assert not (tmp_path / "backup").exists()


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda folder: (folder / NAME).unlink(), "never finished"),
        (lambda folder: (folder / NAME).write_text("{}"), "never finished"),
        (lambda folder: (folder / "catalog.db").unlink(), "catalog.db is missing"),
        (lambda folder: flip(folder / "catalog.db"), "catalog.db has changed"),
        (lambda folder: next((folder / "blobs").rglob("*/*/*")).unlink(), "1 of"),
        (lambda folder: raise_format(folder / NAME), "newer Seamark"),
    ],
)
def test_a_damaged_backup_is_not_restored(shelf, stores, tmp_path, damage, told):
    shelf.file(shelf.run(shelf.project()), "data/report", b"attached")
    backup(stores, tmp_path / "backup")
    damage(tmp_path / "backup")
    with pytest.raises(Conflict, match=told):
        restore(tmp_path / "backup", tmp_path / "restored")
    assert not (tmp_path / "restored").exists()


def flip(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def raise_format(path):
    manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    path.write_bytes(msgspec.json.encode(msgspec.structs.replace(manifest, format=99)))
