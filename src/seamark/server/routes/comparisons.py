"""What runs changed, and runs side by side."""

from fastapi import APIRouter

from seamark.core.comparison import compare_runs
from seamark.core.differences import check_request
from seamark.core.runs import find_runs
from seamark.server.needs import CallerNeed, ProjectNeed, QuestionNeed
from seamark.server.routing import Route
from seamark.wire.api.differences import Comparison, ComparisonRequest, Differences, DifferencesRequest

router = APIRouter(route_class=Route, tags=["comparisons"])

_ADDRESS = "/projects/{workspace}/{name}"


@router.post(f"{_ADDRESS}/differences", summary="Tell what runs changed")
def tell_differences(
    core: QuestionNeed, caller: CallerNeed, project: ProjectNeed, request: DifferencesRequest
) -> list[Differences]:
    """One answer per run, in the order asked for; each against the run named, or its owner's run before."""
    check_request(len(request.runs), request.limit)
    runs = find_runs(core, caller, project, request.runs)
    against = None if request.against is None else find_runs(core, caller, project, [request.against], "against")[0]
    return core.differ.compare(project, runs, against, request.limit)


@router.post(f"{_ADDRESS}/compare", summary="Put runs side by side")
def compare(core: QuestionNeed, caller: CallerNeed, project: ProjectNeed, request: ComparisonRequest) -> Comparison:
    """A page of their fields by path, at first those that differ."""
    return compare_runs(core, caller, project, request)
