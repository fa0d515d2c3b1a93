"""``init_model`` and ``init_model_version``: models, their versions and stages. Each write goes to the server at once."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from seamark.model.errors import Conflict, NotFound, ProjectNotFound
from seamark.neptune.exceptions import (
    InactiveModelException,
    InactiveModelVersionException,
    MetadataContainerNotFound,
    ModelNotFound,
    ModelVersionNotFound,
    NeedExistingModelForReadOnlyMode,
    NeedExistingModelVersionForReadOnlyMode,
    NeptuneException,
    NeptuneMissingRequiredInitParameter,
    NeptuneModelKeyAlreadyExistsError,
    NeptuneOfflineModeFetchException,
    neptune_errors,
)
from seamark.neptune.metadata_containers.container import Container
from seamark.neptune.metadata_containers.queries import choose_columns, find_column, translate_query
from seamark.neptune.metadata_containers.remotes import make_debug_run, make_recorder
from seamark.neptune.settings import find_destination, find_mode
from seamark.neptune.table import Table
from seamark.neptune.types.mode import Mode
from seamark.neptune.types.model_version_stage import ModelVersionStage
from seamark.sdk.models import Model as NativeModel
from seamark.sdk.models import ModelVersion as NativeVersion
from seamark.sdk.projects import Project as NativeProject
from seamark.sdk.projects import open_project

STAGE: Final = "sys/stage"


class Model(Container):
    """A model: what holds for all its versions.

    Args:
        with_id: The id of a model that is there, such as ``SUN-NET``.
        name: What it is called.
        key: The key of a model to be made: a letter and up to 19 more letters or digits.
        project: ``workspace/name``; by default NEPTUNE_PROJECT, then what Seamark's settings say.
        api_token: By default NEPTUNE_API_TOKEN. It names its server.
        mode: "async" and "sync" are the same: a call returns when the server has what it wrote. "read-only" needs
            ``with_id``; "debug" keeps nothing and asks no server.
        flush_period: No effect.
        proxies: No effect: HTTPS_PROXY and the like are read.
        async_lag_callback: Never called.
        async_lag_threshold: No effect.
        async_no_progress_callback: Never called.
        async_no_progress_threshold: No effect.

    Raises:
        NeptuneMissingRequiredInitParameter: neither ``with_id`` nor ``key``.
        NeedExistingModelForReadOnlyMode: ``mode="read-only"`` has no model.
        NeptuneModelKeyAlreadyExistsError: the project has a model of that key.
        ModelNotFound: there is no such model.
        NeptuneException: ``mode="offline"``, which models do not have.
    """

    def __init__(
        self,
        with_id: str | None = None,
        *,
        name: str | None = None,
        key: str | None = None,
        project: str | None = None,
        api_token: str | None = None,
        mode: str | None = None,
        flush_period: float = 5,
        proxies: dict[str, str] | None = None,
        async_lag_callback: Callable[..., None] | None = None,
        async_lag_threshold: float = 1800.0,
        async_no_progress_callback: Callable[..., None] | None = None,
        async_no_progress_threshold: float = 300.0,
    ) -> None:
        found_mode = refuse_offline(find_mode(mode), "A model")
        if not with_id and not key:
            raise NeptuneMissingRequiredInitParameter(
                'Give key= for a new model, or with_id="SUN-NET" for one there is.'
            )
        if not with_id and found_mode is Mode.READ_ONLY:
            raise NeedExistingModelForReadOnlyMode('mode="read-only" needs a model: init_model(with_id="SUN-NET", …)')
        if found_mode is Mode.DEBUG:
            native = make_debug_run()
            super().__init__(native, native.recorder)
            return
        with _not_found(ModelNotFound):
            opened = _open_project(project, api_token)
            model = opened.model(with_id) if with_id else _make_model(opened, str(key), name)
        super().__init__(model, make_recorder(opened.transport, model.facts, found_mode, InactiveModelException))
        if with_id and name is not None:
            self["sys/name"].assign(name)

    def fetch_model_versions_table(
        self,
        *,
        query: str | None = None,
        columns: Iterable[str] | None = None,
        limit: int | None = None,
        sort_by: str = "sys/creation_time",
        ascending: bool = False,
        progress_bar: Any = None,
    ) -> Table:
        """Return the versions as a table, which is read page by page.

        Args:
            query: Such as ``(val/acc:float > 0.9) AND (sys/stage:string = "production")``.
            columns: Names of fields; without them, at most 200 that Seamark chooses.
            limit: How many rows at most.
            sort_by: A field.
            ascending: Lowest or oldest first.
            progress_bar: No effect.

        Raises:
            ValueError: a limit below 1.
            NeptuneInvalidQueryException: the query has a mistake.
        """
        check_limit(limit)
        if not isinstance(self._native, NativeModel):
            raise NeptuneOfflineModeFetchException('mode="debug" asks no server.')
        with neptune_errors():
            return Table(
                self._native.versions_table(
                    translate_query(query or ""),
                    columns=choose_columns(columns, sort_by),
                    sort=find_column(sort_by),
                    descending=not ascending,
                    limit=limit,
                )
            )


class ModelVersion(Container):
    """A version of a model: its weights, its results, its stage.

    Args:
        with_id: The id of a version that is there, such as ``SUN-NET-3``.
        name: What it is called.
        model: The id of the model of which to make the next version.
        project: ``workspace/name``; by default NEPTUNE_PROJECT, then what Seamark's settings say.
        api_token: By default NEPTUNE_API_TOKEN. It names its server.
        mode: As for ``Model``.
        flush_period: No effect.
        proxies: No effect: HTTPS_PROXY and the like are read.
        async_lag_callback: Never called.
        async_lag_threshold: No effect.
        async_no_progress_callback: Never called.
        async_no_progress_threshold: No effect.

    Raises:
        NeptuneMissingRequiredInitParameter: neither ``with_id`` nor ``model``.
        NeedExistingModelVersionForReadOnlyMode: ``mode="read-only"`` has no version.
        ModelNotFound: there is no such model.
        ModelVersionNotFound: there is no such version.
        NeptuneException: ``mode="offline"``, which versions do not have.
    """

    def __init__(
        self,
        with_id: str | None = None,
        *,
        name: str | None = None,
        model: str | None = None,
        project: str | None = None,
        api_token: str | None = None,
        mode: str | None = None,
        flush_period: float = 5,
        proxies: dict[str, str] | None = None,
        async_lag_callback: Callable[..., None] | None = None,
        async_lag_threshold: float = 1800.0,
        async_no_progress_callback: Callable[..., None] | None = None,
        async_no_progress_threshold: float = 300.0,
    ) -> None:
        found_mode = refuse_offline(find_mode(mode), "A version")
        if not with_id and not model:
            raise NeptuneMissingRequiredInitParameter(
                'Give model="SUN-NET" for a new version, or with_id="SUN-NET-3" for one there is.'
            )
        if not with_id and found_mode is Mode.READ_ONLY:
            raise NeedExistingModelVersionForReadOnlyMode(
                'mode="read-only" needs a version: init_model_version(with_id="SUN-NET-3", …)'
            )
        if found_mode is Mode.DEBUG:
            native = make_debug_run()
            super().__init__(native, native.recorder)
            return
        with _not_found(ModelVersionNotFound if with_id else ModelNotFound):
            opened = _open_project(project, api_token)
            version = opened.model_version(with_id) if with_id else _make_version(opened, str(model), name)
        recorder = make_recorder(opened.transport, version.facts, found_mode, InactiveModelVersionException)
        super().__init__(version, recorder)
        if with_id and name is not None:
            self["sys/name"].assign(name)

    def change_stage(self, stage: str) -> None:
        """Put the version into another stage: none, staging, production, archived. Raises ValueError for others."""
        self[STAGE].assign(ModelVersionStage(stage).value, wait=True)


init_model = Model
init_model_version = ModelVersion


def refuse_offline(mode: Mode | None, what: str) -> Mode | None:
    """Return the mode. Raises NeptuneException for offline."""
    if mode is Mode.OFFLINE:
        raise NeptuneException(
            f'{what} is written to its server at once and cannot be opened with mode="offline". '
            'Log to a run meanwhile, or use mode="debug", which keeps nothing.'
        )
    return mode


def check_limit(limit: int | None) -> None:
    """Check how many rows are asked for. Raises ValueError."""
    if limit is not None and limit <= 0:
        raise ValueError(f"limit is {limit}; give a positive number, or None.")


def _open_project(project: str | None, api_token: str | None) -> NativeProject:
    place = find_destination(project, api_token)
    return open_project(place["project"], token=place["token"])


def _make_model(project: NativeProject, key: str, name: str | None) -> NativeModel:
    try:
        return project.make_model(key, name=name or "")
    except Conflict as problem:
        raise NeptuneModelKeyAlreadyExistsError(str(problem)) from problem


def _make_version(project: NativeProject, model: str, name: str | None) -> NativeVersion:
    return project.model(model).make_version(name=name or "")


@contextmanager
def _not_found(theirs: type[MetadataContainerNotFound]) -> Iterator[None]:
    with neptune_errors():
        try:
            yield
        except ProjectNotFound:
            raise
        except NotFound as problem:
            raise theirs(str(problem)) from problem
