"""What every blob store keeps: one test for each rule of ``storage.blobs.protocol``.

An engine's own test class inherits ``BlobsSuite`` and overrides ``blobs``; and ``reopen``, which
gives the same store as a server finds it that has just started.
"""

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from seamark.model.errors import Conflict, FileMissing, InvalidValue, Unavailable
from seamark.storage.blobs import Blobs

EMPTY = hashlib.sha256(b"").hexdigest()
MISSING = "0" * 64


def digest_of(data: bytes) -> str:
    """Return the name of a blob."""
    return hashlib.sha256(data).hexdigest()


def read(blobs: Blobs, digest: str, start: int = 0, end: int | None = None) -> bytes:
    """Read a blob whole."""
    return b"".join(blobs.read(digest, start, end))


class BlobsFixtures:
    """What the suite needs."""

    @pytest.fixture
    def reopen(self) -> Callable[[], Blobs]:
        """Open the store, empty at first; an engine's tests override this."""
        raise NotImplementedError

    @pytest.fixture
    def blobs(self, reopen: Callable[[], Blobs]) -> Blobs:
        """An empty store."""
        return reopen()


class ContentSuite(BlobsFixtures):
    """Rules of blobs."""

    @pytest.mark.parametrize("data", [b"", b"x", b"\0" * 100, bytes(range(256)) * 9_000])
    def test_what_was_put_is_read(self, blobs: Blobs, data: bytes) -> None:
        """Under the SHA-256 of its bytes."""
        digest = blobs.put(data)
        assert digest == digest_of(data)
        assert (blobs.has(digest), blobs.size(digest), read(blobs, digest)) == (True, len(data), data)

    def test_putting_again_changes_nothing(self, blobs: Blobs) -> None:
        """The same bytes are there once."""
        blobs.put(b"same")
        usage = blobs.usage()
        assert blobs.put(b"same") == digest_of(b"same")
        assert blobs.usage() == usage

    @pytest.mark.parametrize("start", [0, 1, 299_999, 300_000, 400_000])
    @pytest.mark.parametrize("end", [None, 0, 1, 262_144, 262_145, 300_000, 400_000])
    def test_a_range_is_read(self, blobs: Blobs, start: int, end: int | None) -> None:
        """From its start to before its end, as slices do."""
        data = bytes(range(250)) * 1_200
        assert read(blobs, blobs.put(data), start, end) == data[start:end]

    @pytest.mark.parametrize("digest", [MISSING, "", "x", "../../etc/passwd", MISSING.replace("0", "A"), EMPTY + "\n"])
    def test_a_missing_blob_is_missing(self, blobs: Blobs, digest: str, tmp_path: Path) -> None:
        """Also what is no digest at all; ``read`` says so at the call."""
        assert not blobs.has(digest)
        for call in (blobs.size, blobs.read, lambda digest: blobs.copy(digest, tmp_path / "copy")):
            with pytest.raises(FileMissing):
                call(digest)

    def test_half_read_and_left(self, blobs: Blobs) -> None:
        """Who stops reading leaves nothing open."""
        digest = blobs.put(b"x" * 1_000_000)
        chunks = blobs.read(digest)
        assert next(iter(chunks))
        blobs.read(digest)
        del chunks

    def test_a_copy_is_a_file_of_its_own_name(self, blobs: Blobs, tmp_path: Path) -> None:
        """And is not written over one that exists."""
        digest = blobs.put(b"content")
        blobs.copy(digest, tmp_path / "copy")
        assert (tmp_path / "copy").read_bytes() == b"content"
        with pytest.raises(FileExistsError):
            blobs.copy(digest, tmp_path / "copy")

    def test_threads_put_the_same(self, blobs: Blobs) -> None:
        """At once, and all are told the digest."""
        data = b"shared" * 10_000
        found: list[str] = []
        threads = [threading.Thread(target=lambda: found.append(blobs.put(data))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == [digest_of(data)] * 8
        assert read(blobs, digest_of(data)) == data

    def test_it_is_there_after_opening_again(self, blobs: Blobs, reopen: Callable[[], Blobs]) -> None:
        """With its bytes counted."""
        digest = blobs.put(b"content")
        again = reopen()
        assert read(again, digest) == b"content"
        assert again.usage() >= 7


class UploadsSuite(BlobsFixtures):
    """Rules of uploads in parts."""

    def test_an_upload_becomes_a_blob(self, blobs: Blobs) -> None:
        """And is an upload no more."""
        assert blobs.received("u") == 0
        assert blobs.append("u", 0, [b"ab", b"", b"c"]) == 3
        assert blobs.append("u", 3, [b"d"]) == blobs.received("u") == 4
        assert blobs.finish("u") == digest_of(b"abcd")
        assert read(blobs, digest_of(b"abcd")) == b"abcd"
        assert blobs.received("u") == 0

    def test_a_blob_is_no_blob_before_its_end(self, blobs: Blobs) -> None:
        """Its bytes alone do not make it one."""
        blobs.append("u", 0, [b"abcd"])
        assert not blobs.has(digest_of(b"abcd"))

    def test_an_empty_upload(self, blobs: Blobs) -> None:
        """Is a blob of no bytes."""
        assert blobs.append("u", 0, []) == 0
        assert blobs.finish("u", EMPTY) == EMPTY
        assert blobs.size(EMPTY) == 0

    @pytest.mark.parametrize("offset", [0, 2, 4])
    def test_another_offset_is_a_conflict(self, blobs: Blobs, offset: int) -> None:
        """And changes nothing."""
        blobs.append("u", 0, [b"abc"])
        with pytest.raises(Conflict, match="offset 3"):
            blobs.append("u", offset, [b"xyz"])
        assert blobs.finish("u") == digest_of(b"abc")

    def test_it_goes_on_after_opening_again(self, blobs: Blobs, reopen: Callable[[], Blobs]) -> None:
        """From what was received; the digest is that of the whole."""
        blobs.append("u", 0, [b"first "])
        again = reopen()
        assert again.received("u") == 6
        again.append("u", 6, [b"second"])
        assert again.finish("u", digest_of(b"first second")) == digest_of(b"first second")

    def test_what_has_arrived_stays(self, blobs: Blobs) -> None:
        """Whatever breaks off."""

        def parts() -> Iterator[bytes]:
            yield b"arrived"
            raise ConnectionResetError

        with pytest.raises(ConnectionResetError):
            blobs.append("u", 0, parts())
        assert blobs.received("u") == 7
        blobs.append("u", 7, [b" whole"])
        assert read(blobs, blobs.finish("u")) == b"arrived whole"

    def test_other_bytes_than_announced_are_dropped(self, blobs: Blobs) -> None:
        """They are no blob, and the upload is gone."""
        blobs.append("u", 0, [b"damaged"])
        with pytest.raises(InvalidValue, match=digest_of(b"damaged")):
            blobs.finish("u", digest_of(b"whole"))
        assert blobs.received("u") == 0
        assert not blobs.has(digest_of(b"damaged"))
        assert not blobs.has(digest_of(b"whole"))

    def test_a_dropped_upload_is_gone(self, blobs: Blobs) -> None:
        """Dropping it again changes nothing."""
        blobs.append("u", 0, [b"abc"])
        for _ in range(2):
            blobs.drop("u")
            assert blobs.received("u") == 0
        with pytest.raises(FileMissing):
            blobs.finish("u")
        assert blobs.append("u", 0, [b"x"]) == 1

    @pytest.mark.parametrize("upload", ["", "../u", "a/b", "u\n", "x" * 65])
    def test_a_name_that_leads_elsewhere_is_missing(self, blobs: Blobs, upload: str) -> None:
        """Uploads have plain names."""
        with pytest.raises(FileMissing):
            blobs.append(upload, 0, [b"x"])

    def test_an_upload_of_bytes_that_are_there(self, blobs: Blobs) -> None:
        """Gives the same blob; the bytes are counted once."""
        blobs.put(b"known")
        usage = blobs.usage()
        blobs.append("u", 0, [b"known"])
        assert blobs.finish("u") == digest_of(b"known")
        assert blobs.usage() == usage

    def test_one_thread_at_a_time_writes_an_upload(self, blobs: Blobs) -> None:
        """A second one is told at once; other uploads go on."""
        inside, go_on = threading.Event(), threading.Event()

        def parts() -> Iterator[bytes]:
            inside.set()
            go_on.wait(10)
            yield b"slow"

        thread = threading.Thread(target=blobs.append, args=("u", 0, parts()))
        thread.start()
        inside.wait(10)
        with pytest.raises(Unavailable):
            blobs.append("u", 0, [b"x"])
        assert blobs.append("other", 0, [b"x"]) == 1
        go_on.set()
        thread.join()
        assert blobs.received("u") == 4


class SweepSuite(BlobsFixtures):
    """Rules of clean-up."""

    def test_what_is_not_kept_goes(self, blobs: Blobs) -> None:
        """And its bytes are counted."""
        kept, gone = blobs.put(b"kept"), blobs.put(b"gone!")
        usage = blobs.usage()
        assert blobs.sweep({kept}, time.time() + 60) == 5
        assert (blobs.has(kept), blobs.has(gone)) == (True, False)
        assert blobs.usage() == usage - 5
        assert blobs.put(b"gone!") == gone
        assert read(blobs, gone) == b"gone!"

    @pytest.mark.parametrize("way", ["put", "has", "finish"])
    def test_what_was_touched_stays(self, blobs: Blobs, way: str) -> None:
        """By each call that says that the blob is there."""
        digest = blobs.put(b"touched")
        time.sleep(0.02)
        moment = time.time()
        time.sleep(0.02)
        if way == "put":
            blobs.put(b"touched")
        elif way == "has":
            blobs.has(digest)
        else:
            blobs.append("u", 0, [b"touched"])
            blobs.finish("u")
        assert blobs.sweep(set(), moment) == 0
        assert blobs.has(digest)

    def test_uploads_stay(self, blobs: Blobs) -> None:
        """They are the catalog's to drop."""
        blobs.append("u", 0, [b"abc"])
        blobs.sweep(set(), time.time() + 60)
        assert blobs.received("u") == 3

    def test_nothing_vanishes_between_question_and_answer(self, blobs: Blobs) -> None:
        """A blob that ``put`` has just told of is there, however a sweep runs beside it."""
        stop = threading.Event()

        def sweep() -> None:
            while not stop.is_set():
                blobs.sweep(set(), time.time() - 0.5)

        thread = threading.Thread(target=sweep)
        thread.start()
        try:
            for number in range(200):
                assert blobs.size(blobs.put(b"%d" % (number % 3))) == 1
        finally:
            stop.set()
            thread.join()


class BlobsSuite(ContentSuite, UploadsSuite, SweepSuite):
    """All of it."""
