"""Numbers of series: raw pages, and buckets for charts."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response

from seamark.core.charts import Curves, PointWindow
from seamark.core.runs import HOLDERS, find_run
from seamark.model import limits
from seamark.model.errors import TooLarge
from seamark.server.needs import CallerNeed, FieldPath, HolderNeed, OfProject, QuestionNeed
from seamark.server.routing import Route
from seamark.wire import packed
from seamark.wire.api.series import SeriesRequest

router = APIRouter(route_class=Route, tags=["series"])

_PACKED: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "Packed columns, or with `Accept: application/json` the same as lists.",
        "content": {
            packed.MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}},
            "application/json": {
                "schema": {"$ref": "#/components/schemas/SeriesColumns"},
            },
        },
    }
}


def _answer(request: Request, curves: Curves) -> Response:
    if "application/json" in request.headers.get("accept", "").lower():
        return Response(curves.encode_json(), media_type="application/json")
    return Response(curves.pack(), media_type=packed.MEDIA_TYPE)


@router.get("/runs/{run}/points", summary="Read raw points of one series", response_class=Response, responses=_PACKED)
def read_points(
    core: QuestionNeed,
    row: HolderNeed,
    request: Request,
    path: FieldPath,
    after: Annotated[str, Query(description="The `next` of the page before.")] = "",
    start: Annotated[float | None, Query(description="From this step on.", examples=[0])] = None,
    end: Annotated[float | None, Query(description="To this step, itself included.", examples=[1000])] = None,
    limit: Annotated[int, Query(description="Most points to give.", examples=[1000])] = 100_000,
    faint: Annotated[bool, Query(description="Give the points that a later session wrote anew.")] = False,
) -> Response:
    """In the order of steps: the columns step, time, value."""
    window = PointWindow(after=after, start=start, end=end, limit=limit, faint=faint)
    return _answer(request, core.reader.points(row, path, window))


@router.post("/series", summary="Read series to draw", response_class=Response, responses=_PACKED)
def read_series(
    core: QuestionNeed, caller: CallerNeed, request: Request, wanted: SeriesRequest, project: OfProject = None
) -> Response:
    """In buckets that keep every extreme, or raw where a series has no more points than buckets."""
    if len(wanted.series) > limits.SERIES_REQUEST:
        raise TooLarge(
            f"One request has at most {limits.SERIES_REQUEST:,} series, not {len(wanted.series):,}.",
            "Ask for the rest in another.",
            path="series",
        )
    names = {one.run for one in wanted.series}
    return _answer(
        request,
        core.reader.series(wanted, {name: find_run(core, caller, name, project, kinds=HOLDERS) for name in names}),
    )
