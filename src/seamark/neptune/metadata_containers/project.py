"""``init_project`` and ``get_project``: a project, with its tables and its own fields."""

from collections.abc import Callable, Iterable
from typing import Any, Literal

from seamark.neptune.exceptions import InactiveProjectException, NeptuneOfflineModeFetchException, neptune_errors
from seamark.neptune.metadata_containers.container import Container
from seamark.neptune.metadata_containers.models import check_limit, refuse_offline
from seamark.neptune.metadata_containers.queries import choose_columns, find_column, make_query, translate_query
from seamark.neptune.metadata_containers.remotes import make_debug_run, make_recorder
from seamark.neptune.settings import find_destination, find_mode
from seamark.neptune.table import Table
from seamark.neptune.types.mode import Mode
from seamark.sdk.projects import Project as NativeProject
from seamark.sdk.projects import open_project

Names = str | Iterable[str] | None
State = Literal["active", "inactive"]


class Project(Container):
    """A project: its runs and models as tables, and fields of its own, which are written to the server at once.

    Args:
        project: ``workspace/name``; by default NEPTUNE_PROJECT, then what Seamark's settings say.
        api_token: By default NEPTUNE_API_TOKEN. It names its server.
        mode: "async" and "sync" are the same; "read-only" takes no fields; "debug" keeps nothing and asks no server.
        flush_period: No effect.
        proxies: No effect: HTTPS_PROXY and the like are read.
        async_lag_callback: Never called.
        async_lag_threshold: No effect.
        async_no_progress_callback: Never called.
        async_no_progress_threshold: No effect.

    Raises:
        ProjectNotFound: there is no such project.
        ValueError: none is named, or there is no server.
        NeptuneException: ``mode="offline"``, which projects do not have.
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
        found_mode = refuse_offline(find_mode(mode), "A project")
        if found_mode is Mode.DEBUG:
            native = make_debug_run()
            super().__init__(native, native.recorder)
            return
        place = find_destination(project, api_token)
        with neptune_errors():
            opened = open_project(place["project"], token=place["token"])
        super().__init__(opened, make_recorder(opened.transport, opened.own, found_mode, InactiveProjectException))

    def __repr__(self) -> str:
        return f"<Project {self._native.name if isinstance(self._native, NativeProject) else 'debug'}>"

    @property
    def native_project(self) -> NativeProject:
        """The project as Seamark's own client has it. Raises NeptuneOfflineModeFetchException in debug mode."""
        if not isinstance(self._native, NativeProject):
            raise NeptuneOfflineModeFetchException('mode="debug" asks no server.')
        return self._native

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
            trashed: True for those in the trash alone, None for them as well.
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
        check_limit(limit)
        with neptune_errors():
            table = self.native_project.runs(
                translate_query(query) if query is not None else make_query(*filters),
                columns=choose_columns(columns, sort_by),
                sort=find_column(sort_by),
                descending=not ascending,
                limit=limit,
                trashed=trashed,
            )
        return Table(table)

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
    ) -> Table:
        """Return the models as a table, which is read page by page.

        Args:
            query: Such as ``sys/tags:stringSet CONTAINS "resnet"``.
            columns: Names of fields; without them, at most 200 that Seamark chooses.
            trashed: True for those in the trash alone, None for them as well.
            limit: How many rows at most.
            sort_by: A field.
            ascending: Lowest or oldest first.
            progress_bar: No effect.

        Raises:
            ValueError: a limit below 1.
            NeptuneInvalidQueryException: the query has a mistake.
        """
        check_limit(limit)
        with neptune_errors():
            table = self.native_project.models_table(
                translate_query(query or ""),
                columns=choose_columns(columns, sort_by),
                sort=find_column(sort_by),
                descending=not ascending,
                limit=limit,
                trashed=trashed,
            )
        return Table(table)

    def get_url(self) -> str:
        """Return where it is seen in a browser; "" in debug mode."""
        return self._native.url if isinstance(self._native, NativeProject) else ""


init_project = Project


def get_project(
    project: str | None = None, api_token: str | None = None, proxies: dict[str, str] | None = None, **kwargs: Any
) -> Project:
    """Open a project to be read, by the older name. It takes the project's name as ``name`` too."""
    return Project(kwargs.get("name") or project, api_token=api_token, mode="read-only")


def _list(values: Names) -> list[str]:
    return [values] if isinstance(values, str) else list(values or ())
