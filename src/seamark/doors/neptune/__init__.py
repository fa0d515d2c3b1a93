"""Neptune's wire: its unmodified clients log to this server and read from it."""

import re
from typing import Final

from fastapi import APIRouter

from seamark.doors.door import Door
from seamark.doors.neptune import (
    artifacts,
    backend,
    experiments,
    files,
    leaderboard,
    management,
    notebooks,
    series,
    signals,
    tables,
    trash,
    uploads,
)
from seamark.model import limits

_router = APIRouter()
for _part in (
    *(backend, management, experiments, series, files, uploads),
    *(tables, signals, trash, leaderboard, artifacts, notebooks),
):
    _router.include_router(_part.router)

_FIELDS: Final = "/api/leaderboard/v1/attributes"
DOOR: Final = Door(
    router=_router,
    open_paths={backend.TOKEN_PATH},
    bodies=[
        (
            re.compile(f"{_FIELDS}/operations|/api/artifacts/v1/artifact.*|/api/leaderboard/v1/notebooks/.*"),
            limits.REQUEST_BYTES,
        ),
        (re.compile(f"{_FIELDS}/storage/.*|{_FIELDS}/uploadFileSetTar"), limits.UPLOAD_PART_BYTES),
    ],
)
