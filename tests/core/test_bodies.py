"""Clients without seqs: bodies applied once, strict types, rising steps, order within a millisecond."""

import numpy as np
import pytest

from seamark.core.ingest.origins import BODY_SEQS, number_body
from seamark.core.ingest.points import keep_order
from seamark.core.lines import LineWindow
from seamark.core.presence import attend, receive_body
from seamark.model import limits
from seamark.model.objects import ObjectKind, RunState, make_uid
from seamark.model.operations import Assign, Define, Extend
from seamark.model.values import FieldType


@pytest.fixture
def uid(desk):
    uid = make_uid()
    desk.session(uid)
    return uid


def write(desk, uid, digest, *operations):
    return desk.do(receive_body(desk.core, desk.caller, desk.run(uid), operations, digest))


def extend(path, *values, times=None, steps=None):
    return Extend(path=path, values=list(values), times=times or [1_000] * len(values), steps=steps)


def test_a_body_is_applied_once(desk, uid):
    for _ in range(3):
        write(desk, uid, b"12345678", extend("loss", 1.0, 2.0))
    assert desk.points(uid, "loss") == ([0, 1], [1.0, 2.0])
    write(desk, uid, b"23456789", extend("loss", 1.0, 2.0))
    assert desk.points(uid, "loss")[0] == [0, 1, 2, 3]


def test_without_a_digest_it_is_applied_again(desk, uid):
    for value in (1, 2, 1):
        write(desk, uid, b"", Assign(path="x", value=value))
    assert desk.values(uid)["x"].integer == 1


def test_a_body_that_a_kill_cut_off_from_its_answer(desk, uid):
    write(desk, uid, b"12345678", extend("loss", 1.0, 2.0), Assign(path="x", value=1))
    desk.kill()
    write(desk, uid, b"12345678", extend("loss", 1.0, 2.0), Assign(path="x", value=1))
    assert desk.points(uid, "loss") == ([0, 1], [1.0, 2.0])
    assert desk.stats(uid, "loss").count == 2
    write(desk, uid, b"34567890", extend("loss", 3.0))
    assert desk.points(uid, "loss")[0] == [0, 1, 2]


def test_numbers_of_bodies_are_apart():
    seqs = [number_body(bytes([first]) * 32) for first in range(256)]
    assert len(set(seqs)) == 256
    assert all(seq % BODY_SEQS == 0 and seq + BODY_SEQS <= limits.SEQ + 1 for seq in seqs)


def test_types_stay_and_fields_are_no_folders(desk, uid):
    write(desk, uid, b"", Assign(path="a/b", value=1), Assign(path="c", value=1))
    refused = write(
        desk,
        uid,
        b"",
        Assign(path="a/b", value=1.5),
        Assign(path="a", value=1),
        Assign(path="c/d", value=1),
        Define(path="c/d/e", type=FieldType.FILE_SET),
        Assign(path="fine", value=1),
    ).refused
    assert [one.code for one in refused] == ["kind_conflict"] * 4
    assert desk.values(uid)["fine"].integer == 1
    assert desk.write(uid, Assign(path="a/b", value=1.5)).refused == []


def test_steps_rise_and_the_rest_stays(desk, uid):
    receipt = write(desk, uid, b"", extend("loss", 1, 2, 3, 4, steps=[-2.0, 5.0, 5.0, 6.0]))
    assert [one.code for one in receipt.refused] == ["invalid_step"]
    assert desk.points(uid, "loss")[0] == [-2, 5, 6]


def test_empty_fields(desk, uid):
    kinds = [FieldType.FLOAT_SERIES, FieldType.FILE_SET, FieldType.STRING_SET, FieldType.FILE_SERIES]
    for index, kind in enumerate(kinds):
        assert desk.write(uid, Define(path=str(index), type=kind)).refused == []
    refused = desk.write(uid, Define(path="no", type=FieldType.INT), Define(path="no", type=FieldType.FILE)).refused
    assert len(refused) == 2
    write(desk, uid, b"", extend("0", 5.0))
    assert desk.write(uid, Define(path="0", type=FieldType.FLOAT_SERIES)).refused == []
    assert desk.points(uid, "0")[1] == [5.0]


@pytest.mark.parametrize(
    ("times", "last", "expected"),
    [
        ([1_000, 1_000, 2_000], 0, [1_000, 1_001, 2_000]),
        ([1_000, 1_000], 1_004, [1_005, 1_006]),
        ([2_000], 1_999, [2_000]),
        ([1_000, 2_000, 2_000, 1_000], 0, [1_000, 2_000, 2_001, 1_000]),
        ([1_000] * 3, 1_998, [1_999] * 3),
        ([1_001, 1_001], 0, [1_001, 1_001]),
    ],
)
def test_points_of_a_millisecond_keep_their_order(times, last, expected):
    assert keep_order(np.array(times), last).tolist() == expected


def test_presence_is_a_session_that_silence_ends(desk, uid):
    row = desk.run(uid)
    desk.do(attend(desk.core, desk.caller, row))
    desk.do(attend(desk.core, desk.caller, row))
    quiet = [session for session in desk.core.catalog.sessions.of(row.number) if session.quiet]
    assert [session.state for session in quiet] == [RunState.RUNNING]
    desk.core.hearts.note_listener(row.number)
    desk.core.hearts.note_leave(row.number)
    desk.do(desk.core.hearts.judge(desk.core, patience=0.0))
    write(desk, uid, b"", Assign(path="x", value=1))
    states = [session.state for session in desk.core.catalog.sessions.of(row.number) if session.quiet]
    assert states == [RunState.FINISHED, RunState.RUNNING]


@pytest.mark.parametrize(
    ("failed", "listens", "expected"),
    [(False, False, "finished"), (True, False, "failed"), (False, True, "not_responding")],
)
def test_how_silence_ends_a_run(desk, failed, listens, expected):
    project = desk.core.catalog.projects.create(desk.settings.workspace, "quiet")
    made, _ = desk.core.catalog.objects.create(
        project.number, ObjectKind.RUN, uid=make_uid(), own_id=None, parent=None, created_at=1, created_by="ada"
    )
    desk.do(receive_body(desk.core, desk.caller, made, [Assign(path="sys/failed", value=failed)], b""))
    if listens:
        desk.core.hearts.note_listener(made.number)
    desk.do(desk.core.hearts.judge(desk.core, patience=0.0))
    assert desk.values(made.uid)["sys/state"].text == expected


def test_a_client_without_sessions_prints_nothing(desk, uid):
    desk.do(attend(desk.core, desk.caller, desk.run(uid)))
    assert desk.core.reader.console(desk.run(uid), LineWindow()).lines == []
