"""Rules of the columns store about crashes, copies and clean-up."""

import copy
import threading
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from seamark.model.errors import StorageFull
from seamark.model.values import FieldType
from seamark.storage.columns.rows import Commit, Key, PageRequest
from seamark.testing.columns_fixtures import ColumnsFixtures, Shelf, load_one
from seamark.testing.columns_tear import kill, tearing

_TABLES = 8


class UpkeepSuite(ColumnsFixtures):
    """Rules of upkeep."""

    def whole(self, shelf: Shelf) -> Commit:
        """Return a commit that writes every table: to a series that is there, to one that is not."""
        number = shelf.number()
        return Commit(
            number=number,
            bases=[shelf.base(1, "old", attempt=1, first_step=2.0)],
            points=[
                shelf.points(1, "old", [30.0, 40.0], steps=[2.0, 3.0], origin=2, attempt=1),
                shelf.points(1, "new", [5.0]),
            ],
            lines=[shelf.lines(1, "out", ["a", "b"])],
            files=[shelf.file(1, "f", "digest")],
            fields=[
                shelf.field(1, "lr", 0.5),
                shelf.series(1, "new"),
                shelf.series(1, "out", FieldType.STRING_SERIES),
                shelf.field(1, "f", "", FieldType.FILE),
            ],
        )

    def with_stats(self, shelf: Shelf, commit: Commit) -> Commit:
        """Return the commit with the statistics that it leads to, as ingest knows them."""
        shelf.store.write(commit)
        paths = ("old", "new", "out")
        found = [shelf.store.compute_stats(shelf.project, 1, path, 0) for path in paths]
        return replace(commit, number=commit.number + 1, stats=[row for row in found if row])

    @pytest.mark.parametrize("tables", range(_TABLES + 1))
    def test_a_torn_commit_is_mended(self, shelf: Shelf, tables: int) -> None:
        """Wherever it was cut; sent again it is whole, and nothing is there twice."""
        shelf.run(1, lr=1.0)
        shelf.add_series(1, "old", [1.0, 2.0, 3.0])
        mark = shelf.store.last_commit()
        stats = self.with_stats(shelf, replace(self.whole(shelf), number=mark + 1)).stats if tables == _TABLES else []
        commit = replace(self.whole(shelf), stats=stats)
        with tearing(shelf.store, tables):
            shelf.store.write(commit)
        shelf.reopen()
        shelf.store.mend(mark)
        assert [one for one in shelf.store.check() if one.object == 1] == []
        assert shelf.store.mend(mark) == 0
        again = self.with_stats(shelf, replace(self.whole(shelf), number=shelf.number()))
        shelf.store.write(again)
        assert shelf.store.check() == []
        assert shelf.store.mend(mark) == 0
        found = shelf.store.stats(shelf.project, 1, ["old", "new", "out"])
        assert [(found[path].count, found[path].last) for path in ("old", "new")] == [(4, 40.0), (1, 5.0)]
        assert (found["out"].count, found["out"].last_text) == (2, "b")
        page = shelf.store.page(
            PageRequest(project=shelf.project, total=1, keys=[Key(path="lr")], sort=[Key(path="new")])
        )
        assert page.objects == [1]
        assert getattr(page.cells[0][0], "number", None) == 0.5

    def test_what_waited_is_made_anew(self, shelf: Shelf) -> None:
        """Of several commits, when a kill took what waited of them."""
        shelf.run(1, lr=1.0, state="running")
        shelf.add_series(1, "loss", [1.0, 2.0])
        shelf.add_series(1, "gone", [1.0])
        shelf.store.settle()
        mark = shelf.store.last_commit()
        shelf.run(2, lr=0.5)
        shelf.add_series(2, "loss", [7.0])
        shelf.write(points=[shelf.points(2, "loss", [8.0, 9.0], steps=[1.0, 2.0])])
        shelf.count(2, "loss")
        shelf.write(fields=[shelf.field(1, "state", "finished")])
        shelf.delete(shelf.series(1, "gone"))
        kill(shelf.store)
        shelf.reopen()
        assert shelf.store.mend(mark) > 0
        assert [one for one in shelf.store.check() if one.object in {1, 2}] == []
        request = PageRequest(project=shelf.project, total=2, keys=[Key(path="state")], sort=[Key(path="lr")])
        page = shelf.store.page(request)
        assert page.objects == [2, 1]
        assert getattr(page.cells[1][0], "text", None) == "finished"
        assert shelf.store.page(replace(request, sort=[Key(path="loss", descending=True)])).objects == [2, 1]
        found = shelf.store.stats(shelf.project, 2, ["loss"])["loss"]
        assert (found.count, found.max) == (3, 9.0)

    def test_on_a_full_disk_reading_goes_on(self, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without what waits to be written, which is not lost."""
        shelf.run(1, lr=1.0)
        shelf.store.settle()
        shelf.run(2, lr=0.5)

        def refuse(*_: object) -> None:
            raise StorageFull("The disk is full.", "")

        request = PageRequest(project=shelf.project, total=2, keys=[], sort=[Key(path="lr")])
        with monkeypatch.context() as patch:
            patch.setattr(getattr(shelf.store, "_engine"), "insert", refuse)  # noqa: B009
            assert shelf.store.page(request).objects == [1]
            with pytest.raises(StorageFull):
                shelf.store.settle()
        assert shelf.store.page(request).objects == [2, 1]

    def test_mending_changes_nothing_where_all_agree(self, shelf: Shelf) -> None:
        """And may be done at any time."""
        shelf.add_series(1, "x", [1.0])
        assert shelf.store.mend(0) == 0
        assert shelf.store.check() == []

    def test_statistics_that_are_wrong_are_found(self, shelf: Shelf) -> None:
        """And put right, above the mark."""
        shelf.add_series(1, "x", [1.0, 2.0])
        mark = shelf.store.last_commit()
        right = shelf.store.stats(shelf.project, 1, ["x"])["x"]
        shelf.write(stats=[replace(right, count=7)])
        assert {one.path for one in shelf.store.check()} == {"x"}
        assert shelf.store.mend(mark) == 1
        assert shelf.store.check() == []
        assert shelf.store.stats(shelf.project, 1, ["x"])["x"].count == 2

    def test_all_is_there_after_opening_again(self, shelf: Shelf) -> None:
        """With the number of the last commit."""
        shelf.add_series(1, "x", [1.0, 2.0])
        before = shelf.store.last_commit()
        loaded = load_one(shelf.store, shelf.project, 1)
        shelf.reopen()
        assert shelf.store.last_commit() == before
        assert load_one(shelf.store, shelf.project, 1) == loaded

    def test_purge_removes_what_is_old(self, shelf: Shelf) -> None:
        """Rows of earlier generations and of deleted fields, and files taken out; nothing else."""
        for path in ("kept", "cleared", "deleted"):
            shelf.add_series(1, path, [1.0, 2.0, 3.0])
        rows = [shelf.file(1, "set", f"{shelf.project}-{name}", subpath=name) for name in "ab"]
        shelf.write(files=rows, fields=[shelf.field(1, "set", "", FieldType.FILE_SET)])
        shelf.write(files=[replace(rows[0], deleted=True)])
        shelf.write(fields=[replace(shelf.series(1, "cleared"), generation=1)])
        shelf.delete(shelf.series(1, "deleted"))
        assert f"{shelf.project}-a" in set(shelf.store.digests())
        assert shelf.store.purge() >= 2 * (3 + 1 + 1) + 1
        assert shelf.store.purge() == 0
        assert f"{shelf.project}-a" not in set(shelf.store.digests())
        assert f"{shelf.project}-b" in set(shelf.store.digests())
        assert [
            len(shelf.store.points(shelf.project, shelf.span(1, path)).steps) for path in ("kept", "cleared", "deleted")
        ] == [3, 0, 0]
        assert [row.digest for row in shelf.store.files(shelf.project, 1, "set")[0]] == [f"{shelf.project}-b"]
        assert [(row.path, row.generation, row.deleted) for row in load_one(shelf.store, shelf.project, 1).fields] == [
            ("cleared", 1, False),
            ("deleted", 1, True),
            ("kept", 0, False),
            ("set", 0, False),
        ]
        assert shelf.store.check() == []

    @pytest.mark.parametrize("whole", [False, True], ids=["objects", "a project"])
    def test_what_is_removed_is_gone_from_every_table(self, shelf: Shelf, whole: bool) -> None:
        """Also what waited to be written; other objects and projects have all of theirs."""
        other = copy.copy(shelf)
        other.project += 500_000
        for place, object in ((shelf, 1), (shelf, 2), (other, 1)):
            place.add_series(object, "x", [1.0, 2.0])
            place.write(
                fields=[place.field(object, "sys/id", "SUN-1"), place.field(object, "f", "", FieldType.FILE)],
                files=[place.file(object, "f", f"digest-{place.project}-{object}")],
                lines=[place.lines(object, "out", ["a"])],
                bases=[place.base(object, "x", attempt=1, first_step=2.0)],
            )
        shelf.store.remove(shelf.project, None if whole else [1])
        for place, object, stays in ((shelf, 1, False), (shelf, 2, not whole), (other, 1, True)):
            state = load_one(place.store, place.project, object)
            assert bool(state.fields) is bool(state.stats) is bool(state.bases) is stays
            assert len(place.store.points(place.project, place.span(object, "x")).steps) == (2 if stays else 0)
            assert bool(place.store.files(place.project, object, "f")[0]) is stays
            assert (f"digest-{place.project}-{object}" in set(place.store.digests())) is stays
        assert {row.path: row.objects for row in shelf.store.paths(shelf.project)[0]}.get("f", 0) == (0 if whole else 1)
        assert shelf.store.check() == []

    def test_purge_spares_a_commit_on_its_way(self, shelf: Shelf) -> None:
        """A field that begins a generation, without its points; points, without their field."""
        shelf.add_series(1, "x", [1.0])
        shelf.delete(shelf.series(1, "x"))
        field = replace(shelf.series(1, "x"), generation=1)
        points = [replace(shelf.points(1, "x", [2.0, 3.0]), generation=1)]
        with tearing(shelf.store, 1):
            shelf.write(points=points, fields=[field])
        shelf.write(points=[shelf.points(1, "new", [4.0])])
        shelf.store.purge()
        shelf.write(points=points, fields=[shelf.series(1, "new")])
        assert shelf.store.points(shelf.project, shelf.span(1, "x", 1)).values.tolist() == [2.0, 3.0]
        assert shelf.store.points(shelf.project, shelf.span(1, "new")).values.tolist() == [4.0]

    def test_digests_of_files_and_long_strings(self, shelf: Shelf) -> None:
        """Of any generation; holders by project and object."""
        own = f"own-{shelf.project}"
        shelf.write(fields=[replace(shelf.field(1, "text", "head"), digest=own)], files=[shelf.file(2, "f", own)])
        assert own in set(shelf.store.digests())
        assert shelf.store.digest_holders(own) == [(shelf.project, 1), (shelf.project, 2)]
        assert shelf.store.digest_holders("none") == []

    def test_blobs_that_only_some_objects_refer_to(self, shelf: Shelf) -> None:
        """Not those that another object has too, of this project or of another; a long string has no size."""
        other = copy.copy(shelf)
        other.project += 500_000
        names = ("sole", "shared", "abroad", "text", "twice")
        sole, shared, abroad, text, twice = (f"{name}-{shelf.project}" for name in names)
        shelf.write(
            files=[
                shelf.file(1, path, digest) for path, digest in zip("abcd", (sole, shared, abroad, twice), strict=True)
            ]
        )
        shelf.write(files=[shelf.file(2, "f", shared), shelf.file(3, "g", twice)])
        shelf.write(fields=[replace(shelf.field(1, "text", "head"), digest=text)])
        other.write(files=[other.file(1, "f", abroad)])
        found = shelf.store.sole_digests(shelf.project, [1])
        assert set(found) == {sole, text}
        assert found[sole] == shelf.file(1, "a", sole).size
        assert found[text] is None
        assert set(shelf.store.sole_digests(shelf.project, [1, 3])) == {sole, text, twice}
        assert shelf.store.sole_digests(shelf.project, []) == {}

    def test_bytes_of_files_by_project(self, shelf: Shelf) -> None:
        """A file that two runs of a project have counts once."""
        before = shelf.store.file_usage().get(shelf.project, 0)
        names = [f"{name}-{shelf.project}" for name in "ab"]
        shelf.write(files=[shelf.file(1, "f", names[0]), shelf.file(2, "f", names[0]), shelf.file(2, "g", names[1])])
        assert shelf.store.file_usage()[shelf.project] == before + 2 * shelf.file(1, "f", names[0]).size

    def test_usage_is_shared_out(self, shelf: Shelf) -> None:
        """Project 0 is the whole."""
        shelf.add_series(1, "x", np.arange(10_000, dtype=np.float64))
        usage = shelf.store.usage()
        assert 0 < usage[shelf.project] <= usage[0]
        assert sum(usage.values()) <= 2 * usage[0]

    def test_a_frozen_copy_opens_as_a_store(self, shelf: Shelf, tmp_path: Path) -> None:
        """With whole commits only, though writing went on; and the store goes on too."""
        shelf.run(1, lr=0.5, name="🦊")
        going = threading.Event()
        stop = threading.Event()

        def write() -> None:
            for number in range(10_000):
                block = shelf.points(2, "x", [float(number)], steps=[float(number)], seqs=[number])
                shelf.write(points=[block], fields=[shelf.series(2, "x"), shelf.field(2, "last", number)])
                going.set()
                if stop.is_set():
                    return

        writer = threading.Thread(target=write)
        writer.start()
        going.wait()
        try:
            shelf.store.freeze(tmp_path / "copy")
        finally:
            stop.set()
            writer.join()
        loaded, written = load_one(shelf.store, shelf.project, 1), load_one(shelf.store, shelf.project, 2).fields
        shelf.store.close()
        copy = Shelf(f"chdb://{tmp_path / 'copy'}")
        for _ in range(2):
            assert load_one(copy.store, shelf.project, 1) == loaded
            fields, _ = copy.store.fields(shelf.project, 2)
            points = copy.store.points(shelf.project, shelf.span(2, "x"))
            assert fields[0].integer == points.values[-1]
            assert fields[0].commit <= written[0].commit
            copy.store.mend(0)
            assert copy.store.check() == []
            copy.write(fields=[shelf.field(1, "after", 1)])
            loaded = load_one(copy.store, shelf.project, 1)
            copy.reopen()
        copy.store.close()
        shelf.store = Shelf(shelf.url).store
        assert load_one(shelf.store, shelf.project, 2).fields == written

    def test_reading_while_writing(self, shelf: Shelf) -> None:
        """From several threads: each sees whole rows, and never fewer points than before."""
        shelf.add_series(1, "x", [0.0])
        stop, failures = threading.Event(), []

        def read() -> None:
            seen = 0
            while not stop.is_set():
                values = shelf.store.points(shelf.project, shelf.span(1, "x")).values.tolist()
                (found,) = shelf.store.buckets(shelf.project, [shelf.span(1, "x")], count=10)
                if values != [float(value) for value in range(len(values))] or len(values) < seen:
                    failures.append(values)
                if found.total < len(values):
                    failures.append([found.total, len(values)])
                seen = len(values)

        readers = [threading.Thread(target=read) for _ in range(4)]
        for thread in readers:
            thread.start()
        for number in range(1, 20):
            block = shelf.points(1, "x", [float(number)], steps=[float(number)], times=[number], seqs=[number])
            shelf.write(points=[block])
            shelf.count(1, "x")
        stop.set()
        for thread in readers:
            thread.join()
        assert failures == []
