"""The registry of a project: models and their versions, which carry fields as runs do."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from seamark.model.objects import ObjectKind, Stage
from seamark.sdk.choosing import choose_columns, list_columns, list_types
from seamark.sdk.mapping import FieldMapping
from seamark.sdk.reading import RunReader
from seamark.sdk.remote import Remote
from seamark.sdk.tables import Table, read_column, read_sort
from seamark.sdk.transport import Transport
from seamark.wire.api.models import Model as ModelFacts
from seamark.wire.api.models import ModelTable, VersionRequest, VersionTable
from seamark.wire.api.models import ModelVersion as VersionFacts
from seamark.wire.api.tables import Column, TableRequest


@dataclass(frozen=True, slots=True)
class Listing:
    """Where the models of a project, or the versions of one, are listed; ``project`` is its address."""

    transport: Transport
    project: str
    path: str
    kind: ObjectKind

    def choose(self, columns: Iterable[str] | None) -> list[Column]:
        """Return the columns that are named, or those that are shown otherwise."""
        if columns is None:
            return choose_columns(list_columns(self.transport, self.project, self.kind))
        return [read_column(column) for column in columns]

    def open(self, request: TableRequest, limit: int | None) -> Table:
        """Return a table of them."""
        types = partial(list_types, self.transport, self.project, self.kind) if request.columns else dict
        page = ModelTable if self.kind is ObjectKind.MODEL else VersionTable
        return Table(self.transport, self.path, request, types, limit, page)


class Model(FieldMapping):
    """A model: what holds for all its versions.

    Example:
        model = seamark.open_project("vision/cifar").make_model("NET", name="the net")
        version = model.make_version()
        version["weights"].upload("weights.pt")
        version.stage = "production"
    """

    def __init__(self, transport: Transport, facts: ModelFacts) -> None:
        super().__init__(Remote(RunReader(transport, facts.uid, None), facts))
        self._transport = transport
        self.facts = facts
        """What the server said of it when it was opened; for other parts of this package."""
        path = f"/models/{facts.uid}/versions"
        self._listing = Listing(transport, f"/projects/{facts.project}", path, ObjectKind.MODEL_VERSION)

    def make_version(
        self, *, name: str = "", description: str = "", tags: list[str] | tuple[str, ...] = ()
    ) -> "ModelVersion":
        """Make the next version. Raises Forbidden where the token may not write."""
        request = VersionRequest(name=name, description=description, tags=list(tags))
        facts = self._transport.send("POST", f"/models/{self.uid}/versions", request, VersionFacts)
        return ModelVersion(self._transport, facts)

    def versions(
        self,
        query: str = "",
        *,
        stage: str | None = None,
        sort: str | None = None,
        descending: bool = True,
        limit: int | None = None,
        trashed: bool | None = False,
    ) -> "Iterator[ModelVersion]":
        """Give the versions, newest first, read page by page.

        Args:
            query: Such as ``val/acc > 0.9``.
            stage: Only those of this stage: none, staging, production, archived.
            sort: The field to sort by; by default the time of creation.
            descending: Largest or newest first.
            limit: How many at most.
            trashed: True for those in the trash alone, None for them as well.

        Raises:
            InvalidQuery: the query has a mistake; it says where.
            ValueError: there is no such stage.
        """
        parts = [f"({query})"] if query.strip() else []
        if stage is not None:
            parts.append(f'sys/stage:string = "{Stage(stage)}"')
        request = TableRequest(query=" AND ".join(parts), sort=read_sort(sort, descending), trashed=trashed)
        return (ModelVersion(self._transport, row.facts) for row in self._listing.open(request, limit))

    def versions_table(
        self,
        query: str = "",
        *,
        columns: Iterable[str] | None = None,
        sort: str | None = None,
        descending: bool = True,
        limit: int | None = None,
        trashed: bool | None = False,
    ) -> Table:
        """Return the versions as a table, as ``Project.runs`` does runs; the arguments are its and those of
        ``versions``.
        """
        chosen, order = self._listing.choose(columns), read_sort(sort, descending)
        return self._listing.open(TableRequest(columns=chosen, sort=order, query=query, trashed=trashed), limit)

    def __repr__(self) -> str:
        return f"<Model {self.id}>"


class ModelVersion(FieldMapping):
    """A version of a model: its weights, results, and how far it is."""

    def __init__(self, transport: Transport, facts: VersionFacts) -> None:
        super().__init__(Remote(RunReader(transport, facts.uid, None), facts))
        self.facts = facts
        """What the server said of it when it was opened; for other parts of this package."""
        self.model_id = facts.model
        """The id of its model."""

    @property
    def stage(self) -> str:
        """How far it is: none, staging, production or archived."""
        return str(self["sys/stage"].fetch())

    @stage.setter
    def stage(self, stage: str) -> None:
        self["sys/stage"] = Stage(stage).value

    def __repr__(self) -> str:
        return f"<ModelVersion {self.id}>"
