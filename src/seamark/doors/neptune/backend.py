"""Where a client begins: the documents, its configuration, tokens, workspaces and projects."""

import asyncio
from typing import Any, Final
from urllib.parse import parse_qs

from fastapi import APIRouter, Request, Response

from seamark.core.members import list_workspaces
from seamark.core.runs import list_projects
from seamark.doors.neptune.calls import (
    ACCESS_SECONDS,
    CallNeed,
    DoorRoute,
    NeptuneError,
    answer,
    find_base,
    get_core,
    read_access_token,
    spell_uid,
    write_access_token,
)
from seamark.doors.neptune.swagger import Document, write_document
from seamark.model import limits
from seamark.model.access import Visibility
from seamark.model.errors import NotSignedIn
from seamark.storage.catalog.rows import ProjectRow
from seamark.wire.tokens import read_secret

router = APIRouter(route_class=DoorRoute, include_in_schema=False)

ISSUER: Final = "/api/neptune"
TOKEN_PATH: Final = f"{ISSUER}/protocol/openid-connect/token"
"""Where access tokens are made anew; it is asked with the refresh token alone."""
SINGLE_BYTES: Final = 5 * 2**20
"""A larger file comes in parts."""
_PARTS: Final = 100_000


@router.get("/api/{document}/swagger.json")
def get_document(document: Document) -> Response:
    """The clients build their calls from it."""
    return Response(write_document(document), media_type="application/json")


@router.get("/api/backend/v1/clients/config")
def get_config(request: Request) -> Response:
    """What a client has to know before its first call."""
    core = get_core(request)
    core.access.identify(request.headers.get("x-neptune-api-token", ""))
    base = find_base(core, request)
    return answer(
        {
            "apiUrl": base,
            "applicationUrl": base,
            "pyLibVersions": {
                "minRecommendedVersion": None,
                "minCompatibleVersion": None,
                "maxCompatibleVersion": None,
            },
            "multiPartUpload": {
                "enabled": True,
                "minChunkSize": SINGLE_BYTES,
                "maxChunkSize": limits.UPLOAD_PART_BYTES,
                "maxChunkCount": _PARTS,
                "maxSinglePartSize": SINGLE_BYTES,
            },
            "artifacts": {"enabled": True, "apiVersion": 2},
            "sysNameSetByBackend": False,
        }
    )


@router.get("/api/backend/v1/authorization/oauth-token")
def exchange_token(request: Request) -> Response:
    """An access token for an API token."""
    core = get_core(request)
    given = request.headers.get("x-neptune-api-token", "")
    caller = core.access.identify(given)
    _, secret = read_secret(given)
    access = write_access_token(secret, find_base(core, request) + ISSUER)
    return answer({"accessToken": access, "refreshToken": access, "username": caller.name})


@router.post(TOKEN_PATH)
async def refresh_token(request: Request) -> Response:
    """A new access token for an old one, as OAuth 2 has it (RFC 6749, section 6)."""
    core = get_core(request)
    form = parse_qs((await request.body()).decode(errors="replace"))
    try:
        secret = read_access_token(form.get("refresh_token", [""])[0])
        await asyncio.to_thread(core.access.identify, secret)
    except NotSignedIn as error:
        return answer({"error": "invalid_grant", "error_description": str(error)}, 400)
    access = write_access_token(secret, find_base(core, request) + ISSUER)
    return answer(
        {"access_token": access, "refresh_token": access, "token_type": "bearer", "expires_in": ACCESS_SECONDS}
    )


# ---- workspaces and projects --------------------------------------------------------------------


SPELLED: Final = {Visibility.PRIVATE: "priv", Visibility.WORKSPACE: "workspace", Visibility.PUBLIC: "pub"}


def describe_project(row: ProjectRow) -> dict[str, Any]:
    """Return a project as Neptune's clients read it."""
    return {
        "id": spell_uid(row.uid),
        "name": row.name,
        "projectKey": row.key,
        "version": 2,
        "organizationId": spell_uid(row.workspace_uid),
        "organizationName": row.workspace,
        "visibility": SPELLED[row.visibility],
        "description": row.description,
    }


@router.get("/api/backend/v1/projects/get")
async def get_project(call: CallNeed, projectIdentifier: str) -> Response:  # noqa: N803 - Neptune's names
    """By UUID, or by workspace and name."""
    row = await call.project(projectIdentifier)
    return answer(describe_project(row))


@router.get("/api/backend/v1/projects")
def get_projects(
    call: CallNeed,
    organizationIdentifier: str = "",  # noqa: N803
    searchTerm: str = "",  # noqa: N803
    limit: int = 1_000,
    offset: int = 0,
) -> Response:
    """Those that the caller may read, of one workspace or all."""
    rows = list_projects(call.core, call.caller)
    total = len(rows)
    if organizationIdentifier:
        workspace = _find_workspace(call, organizationIdentifier)
        rows = [row for row in rows if row.workspace == workspace]
    rows = [row for row in rows if searchTerm.lower() in row.name.lower()]
    page = rows[max(0, offset) : max(0, offset) + max(0, limit)]
    entries = [describe_project(row) for row in page]
    return answer({"entries": entries, "matchingItemCount": len(rows), "totalItemCount": total})


def _find_workspace(call: CallNeed, name: str) -> str:
    row = call.core.catalog.projects.workspace(name)
    if row is None:
        raise NeptuneError(404, f"There is no workspace {name}.")
    return row.name


@router.get("/api/backend/v1/myOrganizations")
def get_workspaces(call: CallNeed) -> Response:
    """Those whose projects the caller may read."""
    found = [call.core.catalog.projects.workspace(one.name) for one in list_workspaces(call.core, call.caller)]
    return answer([{"id": spell_uid(row.uid), "name": row.name} for row in found if row is not None])
