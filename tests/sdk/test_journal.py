"""The journal keeps what was written, whatever happens to the process, the disk or the bytes."""

import errno
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seamark.model.objects import RunState, make_uid
from seamark.model.operations import Append, Assign, Extend, Log
from seamark.sdk.home import Home
from seamark.sdk.journal import REFUSED, Journal, MappedJournal, WrittenJournal, _map_blocks
from seamark.sdk.journal_reader import JournalReader, read_end, read_header
from seamark.sdk.status import Status, StatusPage, write_status
from seamark.wire.journal import End, Header, Progress, encode_record, make_frame


def make_header(**changes) -> Header:
    return Header(**{"origin": make_uid(), "run": make_uid(), "project": "digits", **changes})


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture(params=["mapped", "written"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways to write a journal, the second as where blocks cannot be asked for."""
    if request.param == "written":
        monkeypatch.delattr(os, "posix_fallocate")
    return request.param


def append(index: int) -> Append:
    return Append(path="train/loss", value=index / 7, step=float(index), relative=True, time=1_700_000_000_000_000)


def read_all(path: Path, *, final: bool = False, limit: int = 2**22) -> tuple[list, JournalReader]:
    reader, placed = JournalReader(path), []
    while part := reader.read(final=final, limit=limit):
        placed += part
    return placed, reader


def operations_of(placed) -> list:
    return [item.record for item in placed if not isinstance(item.record, Header)]


def test_what_was_written_is_read_in_order(home: Home, way: str):
    journal = Journal.create(home, make_header())
    written = [
        append(0),
        Log(values={"a": 1.0, "b": float("nan")}, step=3.0),
        Extend(path="x", values=[1.0, 2.0, 3.0]),
        Assign(path="config/lr", value=0.1),
        Progress(done=3.0, total=10.0),
    ]
    assert [journal.write(operation) for operation in written] == [0, 1, 2, 5, 6]
    journal.end(RunState.FAILED, "ValueError: no")
    placed, reader = read_all(journal.folder / "journal.smj")
    assert [item.seq for item in placed] == [-1, -1, 0, 1, 2, 5, 6, 7]
    records = operations_of(placed)
    assert [str(record) for record in records[:-1]] == [str(record) for record in written]
    assert isinstance(records[-1], End)
    assert records[-1].reason == "ValueError: no"
    assert reader.damaged == 0
    assert read_header(journal.folder / "journal.smj") == journal.header
    assert home.list_open() == [f"{journal.header.run}.{journal.header.origin}"]


@pytest.mark.parametrize("limit", [64, 100, 1000, 2**22])
def test_reading_goes_on_from_a_place(home: Home, way: str, limit: int):
    journal = Journal.create(home, make_header())
    for index in range(50):
        journal.write(append(index))
    journal.write(Extend(path="x", values=[float(index) for index in range(5000)]))
    journal.write(append(50))
    path = journal.folder / "journal.smj"
    reader, seqs = JournalReader(path), []
    while part := reader.read(limit=limit):
        seqs += [item.seq for item in part]
        reader = JournalReader(path, offset=part[-1].end, next_seq=reader.next_seq)
    assert seqs == [-1, -1, *range(51), 5050]


def sample(directory: Path, count: int = 12) -> tuple[Path, list[tuple[int, int, int]]]:
    journal = Journal.create(Home(directory), make_header())
    for index in range(count):
        journal.write(append(index) if index % 3 else Assign(path=f"config/p{index}", value="x" * index))
    journal.close()
    path = journal.folder / "journal.smj"
    placed, _ = read_all(path)
    return path, [(item.seq, item.offset, item.end) for item in placed]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_flipped_bytes_cost_the_records_they_touch(tmp_path_factory, data):
    path, frames = sample(tmp_path_factory.mktemp("flip"))
    content = bytearray(path.read_bytes())
    places = data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=3, unique=True))
    for place in places:
        content[place] ^= data.draw(st.integers(1, 255))
    path.write_bytes(content)
    untouched = [seq for seq, begin, end in frames if not any(begin <= place < end for place in places)]
    placed, reader = read_all(path, final=True, limit=data.draw(st.sampled_from([100, 300, 2**22])))
    seqs = [item.seq for item in placed]
    assert seqs == untouched
    newest = max(untouched, default=-1)
    lost = sum(seq not in untouched for seq, _, _ in frames if 0 <= seq < newest)
    tail = frames[-1][0] not in untouched  # how many records a lost tail had nobody can know
    assert lost + tail <= reader.damaged <= lost + tail + 1


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_cut_tail_is_waited_for_and_then_read(tmp_path_factory, data):
    path, frames = sample(tmp_path_factory.mktemp("cut"))
    content = path.read_bytes()
    cut = data.draw(st.integers(0, len(content)))
    path.write_bytes(content[:cut])
    reader, placed = JournalReader(path), []
    while part := reader.read():
        placed += part
    assert [item.seq for item in placed] == [seq for seq, _, end in frames if end <= cut]
    path.write_bytes(content)
    while part := reader.read():
        placed += part
    assert [item.seq for item in placed] == [seq for seq, _, _ in frames]
    assert reader.damaged == 0


def test_a_cut_tail_of_a_writer_that_is_gone_is_given_up(tmp_path: Path):
    path, frames = sample(tmp_path)
    path.write_bytes(path.read_bytes()[:-5])
    placed, reader = read_all(path, final=True)
    assert [item.seq for item in placed] == [seq for seq, _, _ in frames[:-1]]
    assert reader.damaged == 1
    assert reader.read(final=True) == []


def test_a_frame_inside_a_longer_damaged_one_is_found(tmp_path: Path):
    path = tmp_path / "journal.smj"
    big = bytearray(make_frame(encode_record(Extend(path="x", values=[0.5] * 700_000)), 0))
    big[100] ^= 1
    path.write_bytes(bytes(big) + make_frame(encode_record(append(1)), 700_000))
    for limit in (1000, 2**16, 2**22):
        placed, reader = read_all(path, limit=limit)
        assert [item.seq for item in placed] == [700_000]
        assert reader.damaged == 700_000


def test_a_wrong_length_does_not_hold_up_a_living_journal(home: Home):
    journal = Journal.create(home, make_header())
    for index in range(3):
        journal.write(append(index))
    path = journal.folder / "journal.smj"
    placed, _ = read_all(path)
    content = bytearray(path.read_bytes())
    content[placed[-2].offset + 4] ^= 0x7F  # seq 1 claims to reach beyond the end
    path.write_bytes(content)
    placed, reader = read_all(path)
    assert [item.seq for item in placed] == [-1, -1, 0, 2]
    assert reader.damaged == 1


WRITER = """
import os, sys, pathlib
from seamark.sdk.home import Home
from seamark.sdk.journal import Journal
from seamark.wire.journal import Header
from seamark.model.operations import Append
from seamark.model.objects import make_uid
journal = Journal.create(Home(pathlib.Path(sys.argv[1])), Header(origin=make_uid(), run=make_uid(), project="p"))
index = 0
os.write(1, b"%d\\n" % -1)
while True:
    seq = journal.write(Append(path="loss", value=float(index), step=float(index)))
    if seq % 50 == 0:
        os.write(1, b"%d\\n" % seq)
    index += 1
"""


@pytest.mark.parametrize("pause", [0.0, 0.005, 0.02, 0.05])
def test_sigkill_loses_no_call_that_returned(tmp_path: Path, pause: float):
    with subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline()]
        time.sleep(pause)
        process.kill()
        lines += process.stdout.read().splitlines(keepends=True)
    confirmed = max(int(line) for line in lines if line.endswith(b"\n"))
    (folder,) = Home(tmp_path).list_journals()
    placed, reader = read_all(folder / "journal.smj", final=True)
    seqs = [item.seq for item in placed if item.seq >= 0]
    assert seqs == list(range(len(seqs)))
    assert len(seqs) > confirmed
    assert reader.damaged <= 1


def test_threads_write_in_seq_order(home: Home, way: str):
    journal = Journal.create(home, make_header())
    switch = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=lambda: [journal.write(append(i)) for i in range(2000)]) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(switch)
    placed, reader = read_all(journal.folder / "journal.smj")
    assert [item.seq for item in placed if item.seq >= 0] == list(range(8000))
    assert reader.damaged == 0


def test_a_signal_handler_may_log_in_the_middle(home: Home, way: str):
    journal = Journal.create(home, make_header())
    count = 0

    def handle(number, frame):
        nonlocal count
        count += 1
        journal.write(Assign(path="signalled", value=count))

    before = signal.signal(signal.SIGALRM, handle)
    signal.setitimer(signal.ITIMER_REAL, 0.0005, 0.0005)
    try:
        for index in range(60_000):
            journal.write(append(index))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    placed, reader = read_all(journal.folder / "journal.smj")
    frames = [item.seq for item in placed if item.seq >= 0]
    assert frames == list(range(60_000 + count))
    assert count > 10
    assert reader.damaged == 0


def test_what_a_signal_handler_logs_while_the_disk_gives_room_does_not_wait_for_it(
    home: Home, monkeypatch: pytest.MonkeyPatch
):
    journal = Journal.create(home, make_header())
    if not isinstance(journal, MappedJournal):
        pytest.skip("memory is not shared with files here")
    depth = deepest = count = 0

    def handle(number, frame):
        nonlocal depth, deepest, count
        depth += 1
        deepest = max(deepest, depth)
        assert journal.write(Assign(path="signalled", value=count)) != REFUSED
        count += 1
        depth -= 1

    def stall(*arguments):
        end = time.monotonic() + 0.05
        while time.monotonic() < end:
            pass
        return _map_blocks(*arguments)

    monkeypatch.setattr("seamark.sdk.journal._map_blocks", stall)
    before = signal.signal(signal.SIGALRM, handle)
    signal.setitimer(signal.ITIMER_REAL, 0.001, 0.003)  # one that waits for the disk has sixteen more inside it
    try:
        for index in range(20_000):
            journal.write(append(index))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    journal.close()
    placed, reader = read_all(journal.folder / "journal.smj")
    assert [item.seq for item in placed if item.seq >= 0] == list(range(20_000 + count))
    assert reader.damaged == 0
    assert count > 40
    assert deepest < 5


def test_a_fork_does_not_write_into_its_parents_journal(home: Home, way: str):
    journal = Journal.create(home, make_header())
    journal.write(append(0))
    child = os.fork()
    if child == 0:
        right = journal.foreign and journal.write(append(1)) == REFUSED
        journal.close()
        os._exit(0 if right else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert not journal.foreign
    assert journal.write(append(1)) == 1
    placed, _ = read_all(journal.folder / "journal.smj")
    assert [item.seq for item in placed] == [-1, -1, 0, 1]


def test_a_full_disk_refuses_says_so_once_and_recovers(home: Home, way: str):
    problems: list[tuple[str, str]] = []
    journal = Journal.create(home, make_header(), on_problem=lambda code, text: problems.append((code, text)))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    path = journal.folder / "journal.smj"
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 1000, limits[1]))
    try:
        seqs = [journal.write(append(index)) for index in range(2000)]
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    kept = [seq for seq in seqs if seq != REFUSED]
    assert kept == list(range(len(kept)))
    assert 0 < len(kept) < 2000
    assert journal.refused == 2000 - len(kept)
    assert [code for code, _ in problems] == ["disk_full"]
    assert journal.write(append(99)) == len(kept)
    placed, reader = read_all(path)
    assert [item.seq for item in placed] == [-1, -1, *kept, len(kept)]
    assert reader.damaged == 0


def fail(*arguments, **named) -> int:
    raise OSError(errno.EIO, "Input/output error")


def test_a_disk_that_fails_never_raises(home: Home, way: str, monkeypatch: pytest.MonkeyPatch):
    problems: list[str] = []
    journal = Journal.create(home, make_header(), on_problem=lambda code, text: problems.append(code))
    fill = 2**16 // 60
    with monkeypatch.context() as patch:
        if way == "mapped":
            patch.setattr(os, "posix_fallocate", fail)
        else:
            patch.setattr("seamark.sdk.journal._write", fail)
        refused = [journal.write(append(index)) for index in range(fill)].count(REFUSED)
    assert refused
    assert journal.write(append(0)) == fill - refused
    assert problems == ["disk_error"]


def test_where_memory_cannot_be_shared_records_are_written(home: Home, monkeypatch: pytest.MonkeyPatch):
    assert isinstance(Journal.create(home, make_header()), MappedJournal)
    monkeypatch.setattr("seamark.sdk.journal.mmap.mmap", fail)
    journal = Journal.create(home, make_header())
    assert isinstance(journal, WrittenJournal)
    assert journal.write(append(0)) == 0
    placed, reader = read_all(journal.folder / "journal.smj")
    assert [item.seq for item in placed] == [-1, -1, 0]
    assert (journal.folder / "journal.smj").stat().st_size == placed[-1].end
    assert reader.damaged == 0


def test_a_journal_ends_in_zeros_until_it_is_closed(home: Home):
    journal = Journal.create(home, make_header())
    path = journal.folder / "journal.smj"
    for index in range(5):
        journal.write(append(index))
    reader = JournalReader(path)
    assert [item.seq for item in reader.read()] == [-1, -1, *range(5)]
    end = reader.offset
    assert path.stat().st_size > end
    assert reader.read() == []
    assert reader.offset == end
    journal.write(append(5))
    assert [item.seq for item in reader.read()] == [5]
    seen = JournalReader(path)
    assert [item.seq for item in seen.read(final=True)] == [-1, -1, *range(6)]
    assert seen.read(final=True) == []
    assert seen.damaged == 0
    journal.close()
    assert path.stat().st_size == reader.offset


def test_records_longer_than_a_step_and_many_steps(home: Home, way: str):
    journal = Journal.create(home, make_header(description="x" * 200_000))
    sizes = [1, 200_000, 2, 3, 400_000, 1]
    for size in sizes:
        journal.write(Extend(path="x", values=[0.5] * size))
    for index in range(40_000):
        journal.write(append(index))
    placed, reader = read_all(journal.folder / "journal.smj", limit=2**16)
    assert len(placed) == 2 + len(sizes) + 40_000
    assert reader.next_seq == journal.next_seq == sum(sizes) + 40_000
    assert reader.damaged == 0
    journal.end(RunState.FINISHED)
    assert read_end(journal.folder / "journal.smj") is not None


def test_a_frame_read_while_it_was_filled_is_looked_at_again(home: Home):
    journal = Journal.create(home, make_header())
    for index in range(3):
        journal.write(append(index))
    path = journal.folder / "journal.smj"
    placed, _ = read_all(path)
    whole = path.read_bytes()
    torn = bytearray(whole)
    torn[placed[3].offset + 5 : placed[3].end] = bytes(placed[3].end - placed[3].offset - 5)

    class Filled(JournalReader):
        """Sees the frame of seq 1 half filled at the first look."""

        looks = 0

        def _scan(self, data: bytes, placed: list, *, at_end: bool, final: bool) -> int:
            self.looks += 1
            return super()._scan(bytes(torn) if self.looks == 1 else data, placed, at_end=at_end, final=final)

    reader = Filled(path)
    seqs = []
    while part := reader.read():
        seqs += [item.seq for item in part]
    assert seqs == [-1, -1, 0, 1, 2]
    assert reader.damaged == 0


def test_a_signal_handler_may_close_in_the_middle(home: Home, way: str):
    journal = Journal.create(home, make_header())
    before = signal.signal(signal.SIGALRM, lambda number, frame: journal.end(RunState.STOPPED, "SIGALRM"))
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    try:
        seqs = []
        while not seqs or seqs[-1] != REFUSED:
            seqs.append(journal.write(append(0)))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    placed, reader = read_all(journal.folder / "journal.smj", final=True)
    assert isinstance(placed[-1].record, End)
    assert [item.seq for item in placed[2:-1]] == seqs[:-1]
    assert reader.damaged == 0


def test_a_closed_journal_refuses(home: Home, way: str):
    problems: list[str] = []
    journal = Journal.create(home, make_header(), on_problem=lambda code, text: problems.append(code))
    journal.end(RunState.FINISHED)
    assert [journal.write(append(0)), journal.write(append(1))] == [REFUSED, REFUSED]
    assert problems == ["closed"]
    assert journal.refused == 2


def test_a_token_is_for_the_owners_eyes(home: Home):
    journal = Journal.create(home, make_header(), token="secret")
    token = journal.folder / "token"
    assert token.read_text() == "secret"
    assert token.stat().st_mode & 0o077 == 0
    assert home.path.stat().st_mode & 0o077 == 0


def test_the_status_page_tells_when_it_changed(home: Home):
    journal = Journal.create(home, make_header())
    page = StatusPage(journal.folder)
    assert not page.changed()
    assert page.read() == Status()
    status = Status(delivered=5, code="token_refused", text="expired 3 Nov" * 200)
    write_status(journal.folder, status, 1)
    assert page.changed()
    seen = page.read()
    assert (seen.delivered, seen.code) == (5, "token_refused")
    assert not page.changed()
    page.close()
    assert page.read() == seen
