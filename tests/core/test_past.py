"""Runs from elsewhere: their session is over, they change no state, and they take nobody's place."""

import pytest

from seamark.core import models, past
from seamark.model.errors import Conflict, InvalidValue, ObjectNotFound, TooLarge
from seamark.model.objects import ObjectKind, RunState, Stage, make_uid
from seamark.model.operations import Append, Assign, Extend
from seamark.wire.api.runs import Fork, RunRequest
from seamark.wire.api.sessions import Past, SessionRequest

MADE = 1_600_000_000_000_000


def bring(desk, project="digits", *, uid=None, origin=None, id=None, fork=None, called="", **facts):
    run = RunRequest(project=project, uid=uid or make_uid(), id=id, created_at=MADE, fork=fork)
    request = SessionRequest(run=run, origin=origin or make_uid(), started_at=MADE, past=Past(id=called, **facts))
    return desk.do(past.start(desk.core, desk.caller, request, request.past))


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
    assert bring(desk, id="DIG-77").run.own_id is None, "the project will give it to another"
    assert bring(desk, id="DIG-78", called="DIG-78").run.id == "DIG-78"
    with pytest.raises(TooLarge):
        bring(desk, id="x" * 5_000)
    with pytest.raises(Conflict, match=r"digits"):
        bring(desk, "other", uid=own.run.uid)
    with pytest.raises(Conflict, match="another run"):
        bring(desk, origin=own.origin)


def bring_model(desk, called="SUN-NET", **facts):
    return bring(desk, kind=ObjectKind.MODEL, id=called, called=called, owner="sophia", **facts)


def bring_version(desk, model, number, **facts):
    called = f"SUN-NET-{number}"
    return bring(desk, kind=ObjectKind.MODEL_VERSION, model=model, id=called, called=called, **{"owner": "eve"} | facts)


def show(desk, uid):
    row = desk.run(uid)
    describe = models.describe_models if row.kind is ObjectKind.MODEL else models.describe_versions
    return describe(desk.core, desk.core.catalog.projects.get(row.project), [row])[0]


def read_sys(desk, uid):
    return {path for path in desk.values(uid) if path.startswith("sys/")}


def test_models_of_the_past_are_as_if_they_had_been_made_here(desk):
    desk.session(make_uid())
    made = bring_model(desk)
    model = show(desk, made.run.uid)
    assert (model.id, model.owner, model.created_at, model.versions) == ("DIG-NET", "sophia", MADE, 0)
    assert (made.state, made.run.state, made.run.url, made.run.own_id) == ("finished", "finished", "", "SUN-NET")
    session = bring_version(desk, "SUN-NET", 4)
    version = show(desk, session.run.uid)
    assert (version.id, version.model, version.stage, version.owner) == ("DIG-NET-4", "DIG-NET", Stage.NONE, "eve")
    desk.write(version.uid, Assign(path="sys/stage", value="production"), origin=f"{session.origin}.0-a", upto=3)
    again = bring_version(desk, "gone", 4, uid=version.uid, origin=session.origin)
    assert (again.run.uid, again.run.state, again.run.url) == (version.uid, "finished", "")
    assert again.streams == {"0-a": 3}
    assert (show(desk, version.uid).stage, show(desk, model.uid).versions) == (Stage.PRODUCTION, 4)
    own = {f"sys/{name}" for name in ("uid", "id", "own_id", "kind", "owner", "created_at", "modified_at")}
    assert read_sys(desk, model.uid) == own
    assert read_sys(desk, version.uid) == own | {"sys/model_id", "sys/stage"}
    assert [row.created_by for row in map(desk.run, (model.uid, version.uid))] == [desk.caller.name] * 2


def test_a_version_needs_its_model(desk):
    run = make_uid()
    desk.session(run)
    elsewhere = bring(desk, "other", kind=ObjectKind.MODEL, called="SUN-NET").run.uid
    for name in ("SUN-NET", run, elsewhere):
        with pytest.raises(ObjectNotFound, match="digits has no model"):
            bring_version(desk, name, 1)
    model = bring_model(desk).run.uid
    desk.core.catalog.objects.trash([desk.run(model).number], 5, "ada")
    with pytest.raises(ObjectNotFound):
        bring_version(desk, model, 1)
    assert desk.run(model).versions == 0


def test_an_own_id_is_anothers_of_every_kind(desk, monkeypatch):
    """Also where somebody takes it just before."""
    run, model = bring(desk, id="SUN-NET").run, bring_model(desk).run
    assert (run.own_id, model.own_id, model.id) == ("SUN-NET", None, "DIG-NET")
    monkeypatch.setattr(past, "_find_free", lambda core, project, own_id, kept: own_id)
    late = bring_model(desk).run
    assert (late.own_id, desk.run(late.uid).kind) == (None, ObjectKind.MODEL)
    assert len({run.uid, model.uid, late.uid}) == 3


def test_what_is_no_past(desk):
    with pytest.raises(InvalidValue, match="running"):
        bring(desk, state=RunState.RUNNING)
    for facts in (
        {"kind": ObjectKind.PROJECT},
        {"kind": ObjectKind.MODEL_VERSION},
        {"kind": ObjectKind.MODEL, "model": "DIG-NET"},
        {"model": "DIG-NET"},
        {"kind": ObjectKind.MODEL, "fork": Fork(run="DIG-1", step=1.0)},
    ):
        with pytest.raises(InvalidValue):
            bring(desk, **facts)
    model = bring_model(desk)
    with pytest.raises(Conflict, match="as a model before"):
        bring(desk, uid=model.run.uid)
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
