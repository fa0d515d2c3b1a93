"""``init_project`` and ``get_project``: a project, to be read."""

from collections.abc import Callable, Iterable
from typing import Any, Literal, Never

from seamark.neptune.exceptions import NeptuneFeatureNotAvailableException, neptune_errors
from seamark.neptune.metadata_containers.container import Container
from seamark.neptune.metadata_containers.models import refuse_models
from seamark.neptune.metadata_containers.queries import find_column, make_query, translate_query
from seamark.neptune.settings import find_destination
from seamark.neptune.table import Table
from seamark.sdk.projects import Project as NativeProject
from seamark.sdk.projects import open_project
from seamark.sdk.run import Run as NativeRun

Names = str | Iterable[str] | None
State = Literal["active", "inactive"]


class Project(Container):
    """A project, whose runs can be read as a table. It has no fields of its own here.

    Args:
        project: ``workspace/name``; by default NEPTUNE_PROJECT, then what Seamark's settings say.
        api_token: By default NEPTUNE_API_TOKEN. It names its server.
        mode: No effect: a project is only read.
        flush_period: No effect.
        proxies: No effect: HTTPS_PROXY and the like are read.
        async_lag_callback: Never called.
        async_lag_threshold: No effect.
        async_no_progress_callback: Never called.
        async_no_progress_threshold: No effect.

    Raises:
        ProjectNotFound: there is no such project.
        ValueError: none is named, or there is no server.
    """

    def __init__(
        self,
        project: str | None = None,
        *,
        api_token: str | None = None,
        mode: str | None = None,
        flush_period: float = 5,
        proxies: dict[str, str] | None = None,
        async_lag_callback: Callable[..., None] | None = None,
        async_lag_threshold: float = 1800.0,
        async_no_progress_callback: Callable[..., None] | None = None,
        async_no_progress_threshold: float = 300.0,
    ) -> None:
        place = find_destination(project, api_token)
        with neptune_errors():
            self._project = open_project(place["project"], token=place["token"])
        self._place = {**place, "project": self._project.name}
        self._stopped = False

    @property
    def native(self) -> NativeRun:
        """Raise NeptuneFeatureNotAvailableException: a project has no fields here."""
        raise NeptuneFeatureNotAvailableException(
            "Fields of a project are not in seamark.neptune. The neptune client itself, with a Seamark token, has "
            "them; or keep them in a run."
        )

    def __repr__(self) -> str:
        return f"<Project {self._project.name}>"

    @property
    def native_project(self) -> NativeProject:
        """The project as Seamark's own client has it."""
        return self._project

    def fetch_runs_table(
        self,
        *,
        query: str | None = None,
        id: Names = None,
        state: State | Iterable[State] | None = None,
        owner: Names = None,
        tag: Names = None,
        columns: Iterable[str] | None = None,
        trashed: bool | None = False,
        limit: int | None = None,
        sort_by: str = "sys/creation_time",
        ascending: bool = False,
        progress_bar: Any = None,
    ) -> Table:
        """Return the runs as a table, which is read page by page.

        Args:
            query: Such as ``(accuracy:float > 0.9) AND (sys/tags:stringSet CONTAINS "best")``.
            id: One or more ids.
            state: "active" or "inactive".
            owner: One or more names.
            tag: One or more tags, all of which a run has.
            columns: Names of fields; without them, at most 200 that Seamark chooses.
            trashed: False or None: runs in the trash are not read here.
            limit: How many rows at most.
            sort_by: A field.
            ascending: Lowest or oldest first.
            progress_bar: No effect.

        Raises:
            ValueError: a query and one of the other filters, a limit below 1, or no such state.
            NeptuneInvalidQueryException: the query has a mistake.
        """
        filters = [_list(values) for values in (id, state, owner, tag)]
        if query is not None and any(filters):
            raise ValueError("Give query=, or id=, state=, owner= and tag=, not both.")
        if limit is not None and limit <= 0:
            raise ValueError(f"limit is {limit}; give a positive number, or None.")
        if trashed:
            raise NeptuneFeatureNotAvailableException(
                "The trash cannot be read by seamark.neptune; the neptune client itself, with a Seamark token, can."
            )
        with neptune_errors():
            table = self._project.runs(
                translate_query(query) if query is not None else make_query(*filters),
                columns=None if columns is None else _choose(columns, sort_by),
                sort=find_column(sort_by),
                descending=not ascending,
                limit=limit,
            )
        return Table(table, self._place)

    def fetch_models_table(
        self,
        *,
        query: str | None = None,
        columns: Iterable[str] | None = None,
        trashed: bool | None = False,
        limit: int | None = None,
        sort_by: str = "sys/creation_time",
        ascending: bool = False,
        progress_bar: Any = None,
    ) -> Never:
        """Raise NeptuneFeatureNotAvailableException."""
        refuse_models("fetch_models_table()")

    def wait(self, *, disk_only: bool = False) -> None:
        """Do nothing: nothing is written."""

    def stop(self, *, seconds: float | None = None) -> None:
        """Do nothing: nothing is written."""
        self._stopped = True

    def __exit__(self, *outcome: object) -> None:
        self._stopped = True

    def get_url(self) -> str:
        """Return where it is seen in a browser."""
        return self._project.url


init_project = Project


def get_project(
    project: str | None = None, api_token: str | None = None, proxies: dict[str, str] | None = None, **kwargs: Any
) -> Project:
    """Open a project; the older name of ``init_project``. It takes the project's name as ``name`` too."""
    return Project(kwargs.get("name") or project, api_token=api_token)


def _list(values: Names) -> list[str]:
    return [values] if isinstance(values, str) else list(values or ())


def _choose(columns: Iterable[str], sort_by: str) -> list[str]:
    wanted = [columns] if isinstance(columns, str) else [*columns]
    return list(dict.fromkeys(find_column(name) for name in ("sys/id", *wanted, sort_by)))
