"""Runs from elsewhere: their session is over, they change no state, and they take nobody's place."""

import pytest

from seamark.core import past
from seamark.model.errors import Conflict, InvalidValue
from seamark.model.objects import RunState, make_uid
from seamark.model.operations import Append, Extend
from seamark.wire.api.runs import RunRequest
from seamark.wire.api.sessions import Past, SessionRequest

MADE = 1_600_000_000_000_000


def bring(desk, project="digits", *, uid=None, origin=None, id=None, caller=None, **facts):
    run = RunRequest(project=project, uid=uid or make_uid(), id=id, created_at=MADE)
    request = SessionRequest(run=run, origin=origin or make_uid(), started_at=MADE, past=Past(**facts))
    return desk.do(past.start(desk.core, caller or desk.caller, request, request.past))


def test_a_run_of_the_past_is_over_and_stays_so(desk):
    session = bring(desk, state=RunState.FAILED, owner="sophia", ended_at=MADE + 5, running_seconds=3.5, reason="why")
    uid = session.run.uid
    assert (session.state, session.run.state, session.run.owner) == ("failed", "failed", "sophia")
    stream = f"{session.origin}.0-abc"
    desk.write(uid, Extend(path="x", values=[1.0, 2.0], steps=[0, 1], seqs=[0, 1]), origin=stream, seqs=[0], upto=7)
    run = desk.core.reader.run(desk.run(uid))
    assert (run.state, run.owner, run.created_at, run.ended_at) == ("failed", "sophia", MADE, MADE + 5)
    assert (run.running_seconds, run.reason) == (3.5, "why")
    assert desk.core.hearts.beating() == []
    assert desk.core.catalog.sessions.running() == []
    desk.do(desk.core.hearts.judge(desk.core, patience=-1))
    assert desk.core.reader.run(desk.run(uid)).state == "failed"
    assert desk.run(uid).created_by == desk.caller.name
    assert bring(desk, uid=uid, origin=session.origin).streams == {"0-abc": 7}


def test_a_run_of_the_past_can_be_continued(desk):
    session = bring(desk)
    uid = session.run.uid
    desk.write(uid, Extend(path="x", values=[1.0] * 4, steps=[0, 1, 2, 3]), origin=f"{session.origin}.0-a")
    origin = desk.session(uid)
    assert desk.core.reader.run(desk.run(uid)).state == "running"
    desk.write(uid, Extend(path="x", values=[2.0] * 2, steps=[2, 3]), origin=origin)
    desk.end(origin)
    assert desk.points(uid, "x") == ([0, 1, 2, 3], [1, 1, 2, 2])
    assert desk.core.reader.run(desk.run(uid)).state == "finished"


def test_it_takes_nobodys_place(desk):
    mine = make_uid()
    desk.session(mine)  # its own id is its uid
    own = bring(desk, id=mine)
    assert own.run.uid != mine
    assert desk.run(own.run.uid).own_id is None
    assert bring(desk, id="DIG-1").run.uid != mine
    assert bring(desk, id="DIG-77").run.own_id == "DIG-77"
    with pytest.raises(Conflict, match=r"digits"):
        bring(desk, "other", uid=own.run.uid)
    with pytest.raises(Conflict, match="another run"):
        bring(desk, origin=own.origin)


def test_what_is_no_past(desk):
    with pytest.raises(InvalidValue, match="running"):
        bring(desk, state=RunState.RUNNING)
    request = SessionRequest(run=RunRequest(project="digits"), origin=make_uid(), past=Past())
    with pytest.raises(InvalidValue, match="uid"):
        desk.do(past.start(desk.core, desk.caller, request, request.past))


@pytest.mark.parametrize(
    ("value", "is_taken"),
    [
        ({"edges": [0.0, 1.0], "counts": [1.0]}, True),
        ({"edges": [0.0, 1.0], "densities": [1.0]}, True),
        ({"edges": [0.0, 1.0], "densities": [1.0, 2.0]}, False),
        ({"edges": [0.0, 1.0]}, False),
    ],
)
def test_histograms_have_counts_or_densities(desk, uid, value, is_taken):
    receipt = desk.write(uid, Append(path="h", value=value, step=0))
    assert (receipt.refused == []) is is_taken
