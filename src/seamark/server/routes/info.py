"""What the server says of itself."""

from fastapi import APIRouter, Response

from seamark.core.usage import measure_usage
from seamark.model.errors import NotFound
from seamark.server.needs import CallerNeed, CoreNeed
from seamark.server.routing import Route
from seamark.wire.api.server import Info, Usage

router = APIRouter(route_class=Route, tags=["server"])


@router.get("/info", summary="Tell version, limits and name of the server")
async def get_info(core: CoreNeed) -> Info:
    """Needs no sign-in: clients ask it to find out whom they talk to."""
    return core.info()


@router.get("/authority.pem", summary="Fetch the authority behind the server's certificate")
def get_authority(core: CoreNeed) -> Response:
    """What machines are to trust where the server made its certificate itself; no secret. Needs no sign-in."""
    if core.settings.authority is None:
        raise NotFound("This server's certificate is not of its own making.", "Nothing has to be fetched to trust it.")
    return Response(core.settings.authority.read_bytes(), media_type="application/x-pem-file")


@router.get("/usage", summary="Tell what the stores take on disk")
def get_usage(core: CoreNeed, caller: CallerNeed) -> Usage:
    """Bytes of catalog, columns and files, and the projects' shares of the columns."""
    return measure_usage(core, caller)
