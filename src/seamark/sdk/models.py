"""The registry of a project: models and their versions, which carry fields as runs do."""

from collections.abc import Iterator
from typing import Final

from seamark.model.objects import Stage
from seamark.sdk.mapping import FieldMapping
from seamark.sdk.reading import RunReader
from seamark.sdk.remote import Remote
from seamark.sdk.transport import Transport
from seamark.wire.api.models import Model as ModelFacts
from seamark.wire.api.models import ModelPage, ModelVersionPage, VersionRequest
from seamark.wire.api.models import ModelVersion as VersionFacts

_PAGE: Final = 1_000


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

    def make_version(
        self, *, name: str = "", description: str = "", tags: list[str] | tuple[str, ...] = ()
    ) -> "ModelVersion":
        """Make the next version. Raises Forbidden where the token may not write."""
        request = VersionRequest(name=name, description=description, tags=list(tags))
        facts = self._transport.send("POST", f"/models/{self.uid}/versions", request, VersionFacts)
        return ModelVersion(self._transport, facts)

    def versions(self, query: str = "", *, stage: str | None = None) -> "Iterator[ModelVersion]":
        """Give the versions, newest first, read page by page.

        Args:
            query: Such as ``val/acc > 0.9``.
            stage: Only those of this stage: none, staging, production, archived.

        Raises:
            InvalidQuery: the query has a mistake; it says where.
            ValueError: there is no such stage.
        """
        parts = [f"({query})"] if query.strip() else []
        if stage is not None:
            parts.append(f'sys/stage:string = "{Stage(stage)}"')
        return self._read_versions(" AND ".join(parts))

    def _read_versions(self, query: str) -> "Iterator[ModelVersion]":
        offset = 0
        while True:
            asked = {"query": query or None, "offset": offset, "limit": _PAGE}
            page = self._transport.get(f"/models/{self.uid}/versions", ModelVersionPage, query=asked)
            yield from (ModelVersion(self._transport, facts) for facts in page.versions)
            offset += len(page.versions)
            if not page.versions or offset >= page.matched:
                return

    def __repr__(self) -> str:
        return f"<Model {self.id}>"


class ModelVersion(FieldMapping):
    """A version of a model: its weights, results, and how far it is."""

    def __init__(self, transport: Transport, facts: VersionFacts) -> None:
        super().__init__(Remote(RunReader(transport, facts.uid, None), facts))
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


def read_models(transport: Transport, path: str, query: str) -> Iterator[Model]:
    """Give the models of a project, newest first, read page by page."""
    offset = 0
    while True:
        asked = {"query": query or None, "offset": offset, "limit": _PAGE}
        page = transport.get(f"{path}/models", ModelPage, query=asked)
        yield from (Model(transport, facts) for facts in page.models)
        offset += len(page.models)
        if not page.models or offset >= page.matched:
            return
