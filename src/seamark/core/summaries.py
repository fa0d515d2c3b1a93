"""A run as it stands in lists: from its ``sys/`` fields alone."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from urllib.parse import quote

from seamark.core.cells import read_single
from seamark.model.objects import RunState, shorten_uid
from seamark.storage.catalog.rows import ObjectRow, ProjectRow
from seamark.storage.columns.rows import Cell, FieldRow, Key
from seamark.wire.api.runs import Run, RunRequest

SUMMARY_PATHS: Final = (
    "sys/uid",
    "sys/id",
    "sys/own_id",
    "sys/name",
    "sys/state",
    "sys/owner",
    "sys/created_at",
    "sys/description",
    "sys/tags",
    "sys/ended_at",
    "sys/beat_at",
    "sys/reason",
    "sys/progress",
    "sys/progress_total",
    "sys/running_seconds",
    "sys/config_hash",
    "sys/colour",
)
SUMMARY_KEYS: Final = tuple(Key(path=path) for path in SUMMARY_PATHS)


def summarise(project: ProjectRow, cells: Sequence[Cell], url: str) -> Run:
    """Return a run from the cells of ``SUMMARY_KEYS``."""
    return _build(project, _present(cells), url)


def summarise_object(project: ProjectRow, object: ObjectRow, cells: Sequence[Cell], url: str) -> Run:
    """Return a run whose fields may not be written yet; the catalog's row stands in."""
    known: dict[str, Any] = {
        "sys/uid": object.uid,
        "sys/id": object.id,
        "sys/own_id": object.own_id,
        "sys/owner": object.created_by,
        "sys/created_at": object.created_at,
    }
    return _build(project, known | _present(cells), url)


def summarise_new(project: ProjectRow, object: ObjectRow, request: RunRequest, url: str) -> Run:
    """Return a run that was made just now, as it was asked for."""
    run = summarise_object(project, object, (), url)
    name, description = request.name or "", request.description or ""
    return replace(run, new=True, name=name, description=description, tags=sorted(set(request.tags)))


def _present(cells: Sequence[Cell]) -> dict[str, Any]:
    return {
        path: read_single(cell)
        for path, cell in zip(SUMMARY_PATHS, cells, strict=False)
        if isinstance(cell, FieldRow) and not cell.deleted
    }


def _build(project: ProjectRow, facts: Mapping[str, Any], url: str) -> Run:
    uid, id = facts.get("sys/uid", ""), facts.get("sys/id", "")
    name = f"{project.workspace}/{project.name}"
    return Run(
        uid=uid,
        short=shorten_uid(uid) if uid else "",
        id=id,
        own_id=facts.get("sys/own_id") or None,
        project=name,
        name=str(facts.get("sys/name", "")),
        state=RunState(facts.get("sys/state", RunState.RUNNING)),
        owner=facts.get("sys/owner", ""),
        created_at=facts.get("sys/created_at", 0),
        url=f"{url}/r/{shorten_uid(uid) if uid else quote(id)}",
        description=str(facts.get("sys/description", "")),
        tags=tags if isinstance(tags := facts.get("sys/tags"), list) else [],
        ended_at=facts.get("sys/ended_at"),
        beat_at=facts.get("sys/beat_at"),
        reason=facts.get("sys/reason", ""),
        progress=_finite(facts.get("sys/progress")),
        progress_total=_finite(facts.get("sys/progress_total")),
        running_seconds=float(facts.get("sys/running_seconds", 0.0)),
        config_hash=facts.get("sys/config_hash", ""),
        colour=facts.get("sys/colour"),
    )


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
