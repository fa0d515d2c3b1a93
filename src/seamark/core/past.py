"""Runs and models that were logged elsewhere and are brought in when they are over: nothing of them runs here."""

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from seamark.core.caller import Caller
from seamark.core.runs import ensure_project, fields_of_new, find_fork, find_run, fork_fields, is_bare, split_name
from seamark.core.sessions import describe_of, now
from seamark.core.summaries import summarise_new
from seamark.model import limits
from seamark.model.errors import Conflict, InvalidValue, ObjectNotFound, TooLarge
from seamark.model.objects import ObjectKind, RunState, Stage, is_run_id, read_uid
from seamark.model.operations import Assign, Operation
from seamark.model.values import FieldType
from seamark.storage.catalog.rows import ObjectRow, ProjectRow, SessionRow
from seamark.wire.api.runs import Run, RunRequest
from seamark.wire.api.sessions import Past, Session, SessionRequest
from seamark.wire.batches import Batch

if TYPE_CHECKING:
    from seamark.core.assembly import Core


async def start(core: "Core", caller: Caller, request: SessionRequest, past: Past) -> Session:
    """Make a run, model or model version of the past with its session, which has ended; asked again, nothing changes.

    Raises:
        InvalidValue: it has no uid, its state is none of an end, or it is asked for what its kind does not have.
        Conflict: it was brought into another project, or as another kind.
        ObjectNotFound: the project has no such model for a version.
        Forbidden: the caller may not write there.
    """
    _check(request, past)
    project, row, new = await asyncio.to_thread(_find_or_create, core, caller, request.run, past)
    known = await asyncio.to_thread(core.catalog.sessions.find, request.origin)
    if known is None and (new or await asyncio.to_thread(is_bare, core, row)):
        batch = Batch(operations=await asyncio.to_thread(_first_fields, core, row, request.run, past))
        await core.ingest.write(None, row, project, batch, fresh=new)
    session = await asyncio.to_thread(_register, core, row, request, past)
    if new:
        run = summarise_new(project, row, request.run, core.url)
        run = replace(run, state=past.state, owner=past.owner or run.owner)
        return describe_of(session, _show(run, row, session))
    run = await asyncio.to_thread(core.reader.run, row)
    streams = await asyncio.to_thread(_list_streams, core, session)
    return replace(describe_of(session, _show(run, row, session)), streams=streams)


def _show(run: Run, row: ObjectRow, session: SessionRow) -> Run:
    """Return a run as it is; models, which have no state and no page, with their session's and none."""
    return run if row.kind is ObjectKind.RUN else replace(run, state=session.state, url="")


def _check(request: SessionRequest, past: Past) -> None:
    if not request.run.uid:
        raise InvalidValue("A run from elsewhere has no uid.", "Make one of what it was called there.", path="uid")
    if past.state not in {RunState.FINISHED, RunState.FAILED, RunState.STOPPED}:
        raise InvalidValue(
            f"A run from elsewhere cannot be {past.state.value}.", "Say finished, failed or stopped.", path="state"
        )
    if past.kind is ObjectKind.PROJECT:
        raise InvalidValue("Projects are not brought in so.", "Say run, model or model_version.", path="kind")
    if bool(past.model) is not (past.kind is ObjectKind.MODEL_VERSION):
        raise InvalidValue("A version is one of a model, and nothing else is.", "Name its model.", path="model")
    if past.kind is not ObjectKind.RUN and (request.run.fork or request.run.parent):
        raise InvalidValue("Models go on from no run and have no parent.", "Leave both out.", path="fork")


def _find_or_create(
    core: "Core", caller: Caller, request: RunRequest, past: Past
) -> tuple[ProjectRow, ObjectRow, bool]:
    workspace, name = split_name(caller, request.project)
    project = core.catalog.projects.find(workspace, name) or ensure_project(core, caller, workspace, name)
    core.access.check(caller, "write", project)
    uid = read_uid(request.uid or "")
    for known in core.catalog.objects.find(uid):
        if known.uid == uid:
            return project, _check_place(core, caller, project, past.kind, known), False
    parent, fork = _find_parent(core, caller, project, request, past), find_fork(core, caller, request)
    for own_id in dict.fromkeys([_find_free(core, project, request.id, past.id), None]):
        row, new = core.catalog.objects.create(
            project.number,
            past.kind,
            uid=uid,
            own_id=own_id,
            parent=parent,
            created_at=request.created_at or now(),
            created_by=caller.name,
            id=past.id,
            fork=fork,
            revives=True,
        )
        if row.uid == uid:  # else somebody took the own id in between
            break
    return project, _check_place(core, caller, project, past.kind, row), new


def _find_parent(core: "Core", caller: Caller, project: ProjectRow, request: RunRequest, past: Past) -> int | None:
    """Return the number of a run's parent, or of the model of a version."""
    if past.kind is not ObjectKind.MODEL_VERSION:
        return find_run(core, caller, request.parent, request.project).number if request.parent else None
    found = core.catalog.objects.find(past.model, project=project.number)
    models = [row.number for row in found if row.kind is ObjectKind.MODEL and row.trashed_at is None]
    if not models:
        raise ObjectNotFound(
            f"{project.workspace}/{project.name} has no model {past.model}.", "Bring the model in first.", path="model"
        )
    return models[0]


def _check_place(core: "Core", caller: Caller, project: ProjectRow, kind: ObjectKind, row: ObjectRow) -> ObjectRow:
    if row.project != project.number:
        other = core.catalog.projects.get(row.project)
        where = f"{other.workspace}/{other.name}" if core.access.may_read(caller, other) else "another project"
        raise Conflict(
            f"It was brought into {where} before.",
            "Bring it into that project, or leave it there.",
        )
    if row.kind is not kind:
        raise Conflict(f"It was brought in as a {row.kind.value} before.", "Choose another uid.")
    return row


def _find_free(core: "Core", project: ProjectRow, own_id: str | None, id: str) -> str | None:
    """Return an own id that leads to nothing else of the project, now or later: what looks like an id of the
    project itself may only be the one that it keeps.
    """
    if own_id and len(own_id) > limits.NAME_CHARACTERS:
        raise TooLarge(
            f"id has {len(own_id):,} characters; the longest has {limits.NAME_CHARACTERS}.", "Shorten it.", path="id"
        )
    if own_id and own_id != id and is_run_id(own_id.upper()) and own_id.upper().rpartition("-")[0] == project.key:
        return None
    if not own_id or core.catalog.objects.find(own_id, project=project.number):
        return None
    return own_id


def _first_fields(core: "Core", row: ObjectRow, request: RunRequest, past: Past) -> list[Operation]:
    texts = {"name": request.name, "description": request.description, "group": request.group, "parent": request.parent}
    owner = {"owner": past.owner} if past.owner else {}
    if row.kind is not ObjectKind.RUN:
        return fields_of_new(row, **texts, **owner, **_version_texts(core, row))
    operations = fields_of_new(row, **texts, **owner, state=past.state.value, reason=past.reason or None)
    if past.ended_at is not None:
        operations.append(Assign(path="sys/ended_at", value=past.ended_at, type=FieldType.DATETIME))
    if past.running_seconds is not None:
        operations.append(Assign(path="sys/running_seconds", value=past.running_seconds, type=FieldType.FLOAT))
    return [*operations, *fork_fields(core, row)]


def _version_texts(core: "Core", row: ObjectRow) -> dict[str, str]:
    if row.kind is not ObjectKind.MODEL_VERSION or row.parent is None:
        return {}
    return {"model_id": core.catalog.objects.get(row.parent).id, "stage": Stage.NONE.value}


def _register(core: "Core", row: ObjectRow, request: SessionRequest, past: Past) -> SessionRow:
    started = request.started_at or row.created_at
    ended = past.ended_at or started
    session, new = core.catalog.sessions.start(
        row.number,
        request.origin,
        attempt=0,
        host=request.host,
        pid=request.pid,
        command=request.command,
        started_at=started,
        ended_at=ended,
    )
    if session.object != row.number:
        raise Conflict(f"{request.origin!r} is a session of another run.", "Choose another origin.")
    if session.ended_at is None:
        raise Conflict(f"{request.origin!r} is a session that goes on.", "Choose another origin.")
    if not new:
        return session
    core.catalog.sessions.end(session.origin, state=past.state, reason=past.reason[:2_000], ended_at=ended)
    return replace(session, state=past.state, reason=past.reason[:2_000], ended_at=ended)


def _list_streams(core: "Core", session: SessionRow) -> dict[str, int]:
    prefix = f"{session.origin}."
    streams = [other for other in core.catalog.sessions.of(session.object) if other.origin.startswith(prefix)]
    return {stream.origin.removeprefix(prefix): stream.seq for stream in streams}
