"""Deleting for good: nothing is left, nobody else is touched, and a stop in the middle is made good."""

import asyncio

import pytest

from seamark.core import models, runs, trash, trashed
from seamark.core.upkeep import Stores, clean_up
from seamark.model.errors import Conflict, ObjectNotFound, ProjectNotFound
from seamark.model.objects import make_uid
from seamark.model.operations import Append, Assign, Attach
from seamark.testing.desk import Desk
from seamark.wire.api.runs import Fork, RunRequest
from seamark.wire.api.trash import TrashWeight
from seamark.wire.batches import Batch


@pytest.fixture
def project(desk: Desk):
    make_run(desk)
    return find_project(desk)


def find_project(desk: Desk):
    return desk.core.catalog.projects.find("local", "digits")


def make_run(desk: Desk):
    """Make a run with a value, a series, and a session that goes on; returns its row."""
    uid = make_uid()
    origin = desk.session(uid)
    desk.write(uid, Assign(path="lr", value=0.1), Append(path="loss", value=0.5, step=1.0), origin=origin, seq=0)
    return desk.run(uid)


def put_aside(desk: Desk, *rows):
    desk.do(trash.set_trashed(desk.core, desk.caller, find_project(desk), rows))
    return [desk.core.catalog.objects.get(row.number) for row in rows]


def delete(desk: Desk, *rows) -> int:
    return desk.do(trash.delete_objects(desk.core, desk.caller, find_project(desk), rows))


def count_fields(desk: Desk, row) -> int:
    return desk.core.columns.fields(row.project, row.number)[1]


def test_what_was_deleted_is_nowhere_and_the_rest_is(desk: Desk, project):
    kept, gone = make_run(desk), make_run(desk)
    (aside,) = put_aside(desk, gone)
    assert delete(desk, aside) == 1
    assert count_fields(desk, gone) == 0
    assert count_fields(desk, kept) > 2
    assert desk.core.catalog.objects.find(gone.uid) == []
    assert desk.core.catalog.removals.due() == []
    assert gone.number not in {session.object for session in desk.core.hearts.beating()}
    (entry, *_) = desk.core.catalog.members.audit()
    assert (entry.action, entry.detail) == ("delete", gone.id)
    desk.reopen()
    assert count_fields(desk, gone) == 0
    assert count_fields(desk, kept) > 2


def test_what_is_not_in_the_trash_is_refused(desk: Desk, project):
    first, second = make_run(desk), make_run(desk)
    (aside,) = put_aside(desk, first)
    with pytest.raises(Conflict, match="not in the trash"):
        delete(desk, aside, second)
    assert count_fields(desk, first) > 2, "none of them is deleted"


def test_what_still_arrives_for_it_is_refused_and_leaves_nothing(desk: Desk, project):
    gone = make_run(desk)
    (aside,) = put_aside(desk, gone)

    async def race():
        late = desk.core.ingest.write(None, gone, project, Batch(operations=[Assign(path="late", value=1)]))
        return await asyncio.gather(
            trash.delete_objects(desk.core, desk.caller, project, [aside]),
            *(
                desk.core.ingest.write(None, gone, project, Batch(operations=[Assign(path="x", value=i)]))
                for i in range(50)
            ),
            late,
            return_exceptions=True,
        )

    results = desk.do(race())
    assert results[0] == 1
    with pytest.raises(ObjectNotFound, match="was deleted"):
        desk.do(desk.core.ingest.write(None, gone, project, Batch(operations=[Assign(path="late", value=1)])))
    assert count_fields(desk, gone) == 0


def test_a_stop_before_the_columns_are_rid_of_it_is_made_good(desk: Desk, project):
    kept, gone = make_run(desk), make_run(desk)
    put_aside(desk, gone)
    desk.core.catalog.removals.remove_objects(project.number, [gone.number])
    assert count_fields(desk, gone) > 2
    desk.kill()
    assert count_fields(desk, gone) == 0
    assert count_fields(desk, kept) > 2
    assert desk.core.catalog.removals.due() == []
    assert desk.core.columns.check() == []


def test_a_client_that_goes_on_does_not_bring_it_back(desk: Desk, project):
    uid = make_uid()
    origin = desk.session(uid)
    desk.write(uid, Append(path="loss", value=0.5, step=1.0), origin=origin, seq=0)
    (aside,) = put_aside(desk, desk.run(uid))
    delete(desk, aside)
    with pytest.raises(Conflict, match="was deleted"):
        desk.session(uid, origin)
    assert desk.core.catalog.objects.find(uid) == []


def test_a_heart_that_was_left_over_stops_no_other(desk: Desk, project):
    gone, alive = make_run(desk), make_run(desk)
    hearts = {session.object: session for session in desk.core.hearts.beating()}
    (aside,) = put_aside(desk, gone)
    delete(desk, aside)
    desk.core.hearts.beat(hearts[gone.number])
    desk.do(desk.core.hearts._write(desk.core))
    assert gone.number not in {session.object for session in desk.core.hearts.beating()}
    desk.core.hearts.beat(hearts[gone.number])
    desk.do(desk.core.hearts.judge(desk.core, 0.0))
    assert desk.values(alive.uid)["sys/state"].text == "not_responding"


def test_a_version_is_made_of_no_model_in_the_trash(desk: Desk, project):
    model = desk.do(models.make_model(desk.core, desk.caller, project, "NET"))
    (aside,) = put_aside(desk, model)
    with pytest.raises(Conflict, match="is in the trash"):
        desk.do(models.make_version(desk.core, desk.caller, project, aside))


def test_the_trash_is_emptied(desk: Desk, project):
    rows = [make_run(desk) for _ in range(3)]
    put_aside(desk, *rows[:2])
    assert desk.do(trash.empty_trash(desk.core, desk.caller, project)) == 2
    assert desk.do(trash.empty_trash(desk.core, desk.caller, project)) == 0
    assert [count_fields(desk, row) > 0 for row in rows] == [False, False, True]


def test_a_project_is_deleted_whole(desk: Desk, project):
    row = make_run(desk)
    desk.do(trash.delete_project(desk.core, desk.caller, project))
    assert count_fields(desk, row) == 0
    assert find_project(desk) is None
    assert desk.core.hearts.beating() == []
    with pytest.raises(ProjectNotFound):
        desk.core.catalog.projects.get(project.number)
    again = make_run(desk)
    assert again.id == f"DIG-{int(row.id.partition('-')[2]) + 1}", "no id is given twice"
    assert count_fields(desk, again) > 2
    desk.do(desk.core.hearts.judge(desk.core, 0.0))


def test_a_run_whose_history_a_fork_has_stays(desk: Desk, project):
    parent = make_run(desk)
    uid = make_uid()
    desk.do(
        runs.make_run(desk.core, desk.caller, RunRequest(project="digits", uid=uid, fork=Fork(run=parent.id, step=1)))
    )
    (aside,) = put_aside(desk, parent)
    with pytest.raises(Conflict, match=f"is a fork of {parent.id} and has its history"):
        delete(desk, aside)
    assert desk.do(trash.empty_trash(desk.core, desk.caller, project)) == 0
    assert count_fields(desk, parent) > 2
    put_aside(desk, desk.run(uid))
    assert desk.do(trash.empty_trash(desk.core, desk.caller, project)) == 2


def attach(desk: Desk, row, path: str, content: bytes) -> None:
    digest = desk.core.files.keep(desk.caller, content)
    assert desk.write(row.uid, Attach(path=path, digest=digest)).refused == []


def weigh_trash(desk: Desk):
    return trashed.list_trashed(desk.core, find_project(desk), offset=0, limit=10).weight


def test_what_deleting_frees_is_what_nothing_else_refers_to(desk: Desk, project):
    kept, gone, other = make_run(desk), make_run(desk), make_run(desk)
    for row in (kept, gone):
        attach(desk, row, "data", b"shared by two runs")
    attach(desk, gone, "model", b"its own")
    attach(desk, gone, "again", b"its own")
    attach(desk, other, "also", b"of two that go together")
    attach(desk, gone, "also", b"of two that go together")
    desk.write(gone.uid, Assign(path="text", value="long " * 20_000))
    assert weigh_trash(desk) == TrashWeight(objects=0, files=0, bytes=0)
    text = len("long " * 20_000)
    assert trashed.weigh(desk.core, project, [gone]) == TrashWeight(objects=1, files=2, bytes=7 + text)
    aside = put_aside(desk, gone, other)
    assert weigh_trash(desk) == TrashWeight(objects=2, files=3, bytes=7 + text + 23)
    used = desk.core.blobs.usage()
    delete(desk, *aside)
    uploads = desk.core.catalog.uploads
    uploads.drop([upload.id for upload in uploads.stale(2**63 - 1)])  # as a week after the last one
    stores = Stores(desk.core.catalog, desk.core.columns, desk.core.blobs)
    assert clean_up(stores, spared_seconds=-60).freed == 7 + text + 23
    assert used - desk.core.blobs.usage() == 7 + text + 23


def test_the_trash_is_listed_with_who_holds_what_of_it(desk: Desk, project):
    first = make_run(desk)
    wanted = RunRequest(project="local/digits", fork=Fork(run=first.id, step=1.0))
    fork, _, _ = desk.do(runs.make_run(desk.core, desk.caller, wanted))
    model = desk.do(models.make_model(desk.core, desk.caller, project, "NET"))
    version = desk.do(models.make_version(desk.core, desk.caller, project, model))
    put_aside(desk, first)
    put_aside(desk, model)
    page = trashed.list_trashed(desk.core, project, offset=0, limit=2)
    assert (page.total, page.weight.objects) == (3, 2)
    assert [row.id for row in page.objects] == [version.id, model.id]
    assert page.objects[0].model == model.id
    (last,) = trashed.list_trashed(desk.core, project, offset=2, limit=2).objects
    assert (last.id, last.held_by, last.owner) == (first.id, fork.id, "local")
    assert last.trashed_at > last.created_at
    assert trashed.weigh(desk.core, project, [model]).objects == 2
