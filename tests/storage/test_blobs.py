"""The blobs in a folder and in a bucket; a kill and a full disk on the way."""

import errno
import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from obstore.store import MemoryStore

from seamark.model.errors import InvalidValue, StorageFull
from seamark.storage.blobs import disk, open_blobs
from seamark.storage.blobs.bucket import BucketBlobs
from seamark.testing.blobs_suite import BlobsSuite, digest_of, read


class TestFolder(BlobsSuite):
    @pytest.fixture
    def reopen(self, tmp_path):
        return lambda: open_blobs(f"file://{tmp_path}/some 100% #folder/blobs")


class TestBucket(BlobsSuite):
    @pytest.fixture
    def reopen(self, tmp_path):
        store = MemoryStore()
        return lambda: BucketBlobs(store, tmp_path / "parts")


@pytest.fixture
def url(tmp_path):
    return f"file://{tmp_path}/blobs"


@pytest.fixture
def blobs(url):
    return open_blobs(url)


@pytest.mark.parametrize("url", ["", "x", "file:", "file://host/x", "ftp://host/x", "s3:", "chdb:///x"])
def test_other_urls_are_refused(url):
    with pytest.raises(InvalidValue, match="file:///"):
        open_blobs(url)


def test_a_bucket_is_opened_by_its_url(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("AWS_REGION", "eu-north-1")
    blobs = open_blobs("s3://some-bucket/below")
    assert isinstance(blobs, BucketBlobs)
    (folder,) = tmp_path.iterdir()
    assert folder.stat().st_mode & 0o077 == 0


def test_blobs_are_read_only_files_and_copies_are_links(blobs, tmp_path):
    digest = blobs.put(b"content")
    (path,) = (tmp_path / "blobs" / "sha256").glob("*/*")
    assert path.parent.name + path.name == digest
    assert path.stat().st_mode & 0o222 == 0
    blobs.copy(digest, tmp_path / "copy")
    assert (tmp_path / "copy").stat().st_ino == path.stat().st_ino


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs /proc")
def test_bytes_are_synced_before_their_name_and_the_name_before_it_is_told(blobs, monkeypatch):
    done = []
    sync, rename = os.fsync, Path.rename
    name = lambda file: str(Path(f"/proc/self/fd/{file}").readlink())  # noqa: E731
    monkeypatch.setattr(os, "fsync", lambda file: (done.append(name(file)), sync(file)))
    monkeypatch.setattr(Path, "rename", lambda self, to: (done.append("rename"), rename(self, to)))

    def upload():
        blobs.append("u", 0, [b"second"])
        return blobs.finish("u")

    for way, begin in ((lambda: blobs.put(b"first"), "/new/"), (upload, "/parts/u.part")):
        digest = way()
        before = done[: done.index("rename")]
        assert any(begin in each for each in before)
        assert done[-1].endswith(f"sha256/{digest[:2]}")
        done.clear()


WRITER = """
import sys
import time
from seamark.storage.blobs import open_blobs
blobs = open_blobs(sys.argv[1])
count = blobs.received("u")
def parts():
    for number in range(10_000_000):
        yield number.to_bytes(8, "big") * 8_192
while True:
    some = parts()
    for _ in range(count // 65_536):
        next(some)
    count = blobs.append("u", count, (next(some) for _ in range(20)))
    print(count, flush=True)
"""


def content(count):
    return b"".join(number.to_bytes(8, "big") * 8_192 for number in range(count // 65_536 + 1))[:count]


@pytest.mark.timeout(120)
def test_an_upload_goes_on_after_kills(url, running):
    told = 0
    for wait in (1, 5, 9):
        process = running(sys.executable, "-c", WRITER, url)
        for _ in range(wait):
            told = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
        told = max([told, *map(int, process.stdout.read().split())])
        process.wait()
        blobs = open_blobs(url)
        assert blobs.received("u") >= told
    received = blobs.received("u")
    expected = content(received)
    blobs.append("u", received, [b"end"])
    assert blobs.finish("u") == digest_of(expected + b"end")


PUTTER = """
import sys
import time
from seamark.storage.blobs import open_blobs
blobs = open_blobs(sys.argv[1])
number = 0
while True:
    number += 1
    print(blobs.put(b"%d" % number * 10_000), flush=True)
"""


def test_what_was_told_is_whole_after_a_kill(url, tmp_path, running):
    process = running(sys.executable, "-c", PUTTER, url)
    told = [process.stdout.readline().strip() for _ in range(100)]
    process.send_signal(signal.SIGKILL)
    told += [digest for digest in process.stdout.read().split() if len(digest) == 64]
    process.wait()
    blobs = open_blobs(url)
    for digest in told:
        assert digest_of(read(blobs, digest)) == digest
    for path in (tmp_path / "blobs" / "sha256").glob("*/*"):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.parent.name + path.name
    assert list((tmp_path / "blobs" / "new").iterdir()) == []


def test_bytes_beyond_the_mark_are_not_believed(url, tmp_path):
    open_blobs(url).append("u", 0, [b"synced"])
    with (tmp_path / "blobs/parts/u.part").open("ab") as file:
        file.write(b" and cut off by a power failure")
    again = open_blobs(url)
    assert again.received("u") == 6
    again.append("u", 6, [b"!"])
    assert again.finish("u") == digest_of(b"synced!")


@pytest.mark.parametrize("mark", [b"", b"\0" * 7, b"\0" * 16, b"\xff" * 16])
def test_a_torn_mark_claims_nothing(url, tmp_path, mark):
    open_blobs(url).append("u", 0, [b"synced"])
    (tmp_path / "blobs/parts/u.safe").write_bytes(mark)
    again = open_blobs(url)
    assert again.received("u") == 0
    again.append("u", 0, [b"new"])
    assert again.finish("u") == digest_of(b"new")


# ---- a full disk ----------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 1 MiB."""
    folder = tmp_path / "small"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if sys.platform != "linux" or os.getuid() != 0 or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("a small file system can only be mounted by root")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_what_is_no_blob_is_not_swept(tmp_path: Path):
    blobs = open_blobs(f"file://{tmp_path}")
    gone = blobs.put(b"gone")
    strange = [tmp_path / "sha256" / "ab" / name for name in ("note.txt", "folder/inside")]
    for path in strange:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"somebody's")
    assert blobs.sweep(set(), time.time() + 60) == 4
    assert not blobs.has(gone)
    assert all(path.exists() for path in strange)


def test_a_full_file_system(small_disk):
    blobs = open_blobs(f"file://{small_disk}/blobs")
    kept = blobs.put(b"k" * 100_000)
    with pytest.raises(StorageFull, match="Make room"):
        blobs.put(b"p" * 2**20)
    with pytest.raises(StorageFull):
        blobs.append("u", 0, (b"a" * 65_536 for _ in range(100)))
    received = blobs.received("u")
    assert 0 < received < 2**20
    assert received % 65_536 == 0
    assert blobs.sweep({kept}, 0) == 0
    blobs.drop("u")
    assert digest_of(read(blobs, blobs.put(b"p" * 500_000))) == digest_of(b"p" * 500_000)
    assert read(blobs, kept) == b"k" * 100_000


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_disk_that_fills_up_on_the_way(blobs, tmp_path, monkeypatch, code):
    """The system takes half of a write, then nothing."""
    write = os.write

    def write_half(file, data):
        if len(data) < 500:
            raise OSError(code, os.strerror(code))
        return write(file, data[: len(data) // 2])

    blobs.append("u", 0, [b"before"])
    with monkeypatch.context() as patch:
        patch.setattr(disk.os, "write", write_half)
        with pytest.raises(StorageFull):
            blobs.put(b"x" * 1_000)
        with pytest.raises(StorageFull):
            blobs.append("u", 6, [b"y" * 1_000])
    assert list((tmp_path / "blobs" / "new").iterdir()) == []
    assert blobs.received("u") == 6
    blobs.append("u", 6, [b" and after"])
    assert blobs.finish("u") == digest_of(b"before and after")
