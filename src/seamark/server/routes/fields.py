"""Fields of a run and their single values."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from seamark.core.edits import list_edits
from seamark.core.read import FieldWindow
from seamark.model.values import FieldType
from seamark.server.needs import CoreNeed, FieldPath, HolderNeed, QuestionNeed
from seamark.server.routing import Route, answer
from seamark.wire.api.edits import EditPage
from seamark.wire.api.fields import FieldPage

router = APIRouter(route_class=Route, tags=["fields"])


@router.get("/runs/{run}/fields", summary="Read a run's fields")
def list_fields(
    core: QuestionNeed,
    row: HolderNeed,
    prefix: Annotated[str, Query(description="Only fields below this.", examples=["config/"])] = "",
    after: Annotated[str, Query(description="The `next` of the page before.", examples=["config/lr"])] = "",
    limit: Annotated[int, Query(description="Most fields to give.", examples=[100])] = 1_000,
    path: Annotated[list[str] | None, Query(description="Only these fields.", examples=[["val/acc"]])] = None,
) -> FieldPage:
    """In the order of their paths: values, statistics of series, facts of files."""
    return core.reader.fields(row, FieldWindow(prefix=prefix, after=after, limit=limit, paths=path or ()))


@router.get(
    "/runs/{run}/value",
    summary="Read one value whole",
    response_class=Response,
    responses={
        200: {
            "content": {
                "text/plain": {"schema": {"type": "string"}, "example": "a long note"},
                "application/json": {"schema": {}, "example": 0.001},
            }
        }
    },
)
def get_value(core: CoreNeed, row: HolderNeed, path: FieldPath) -> Response:
    """A string as plain text, however long; anything else as JSON, hard numbers as strings.

    Inside json values a hard number is `{"$number": "NaN"}`, so that the string `"NaN"` is one.
    """
    field = core.reader.value(row, path)
    if field.type is FieldType.STRING:
        return Response(str(field.value).encode(), media_type="text/plain")
    return Response(b"null", media_type="application/json") if field.value is None else answer(field.value)


@router.get("/runs/{run}/edits", summary="Read what people wrote to fields by hand")
def get_edits(
    core: CoreNeed,
    row: HolderNeed,
    path: Annotated[str, Query(description="Only of this field.", examples=["notes"])] = "",
    before: Annotated[
        int | None, Query(ge=0, lt=2**63, description="The `next` of the page before.", examples=[42])
    ] = None,
    limit: Annotated[int, Query(description="Most edits to give.", examples=[20])] = 100,
) -> EditPage:
    """Newest first, the last 100 of each field: who, when, and the value from then on. What sessions log is none."""
    return list_edits(core, row, path=path, before=before, limit=limit)
