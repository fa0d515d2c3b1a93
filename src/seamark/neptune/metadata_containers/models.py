"""Models and their versions, of which this module can make none yet."""

from typing import Any, Never

from seamark.neptune.exceptions import NeptuneFeatureNotAvailableException
from seamark.neptune.metadata_containers.container import Container


def refuse_models(name: str) -> Never:
    """Raise NeptuneFeatureNotAvailableException."""
    raise NeptuneFeatureNotAvailableException(
        f"{name} is not in seamark.neptune yet. The neptune client itself, with a Seamark token, has it; or keep the "
        'model in a run: run["model"].upload(…), run["sys/tags"].add("model").'
    )


class Model(Container):
    """A model."""

    def __init__(
        self,
        with_id: str | None = None,
        *,
        name: str | None = None,
        key: str | None = None,
        project: str | None = None,
        api_token: str | None = None,
        mode: str | None = None,
        **kwargs: Any,
    ) -> None:
        refuse_models("init_model()")

    def fetch_model_versions_table(self, **kwargs: Any) -> Never:
        """Raise NeptuneFeatureNotAvailableException."""
        refuse_models("fetch_model_versions_table()")


class ModelVersion(Container):
    """A model's version."""

    def __init__(
        self,
        with_id: str | None = None,
        *,
        name: str | None = None,
        model: str | None = None,
        project: str | None = None,
        api_token: str | None = None,
        mode: str | None = None,
        **kwargs: Any,
    ) -> None:
        refuse_models("init_model_version()")

    def change_stage(self, stage: str) -> Never:
        """Raise NeptuneFeatureNotAvailableException."""
        refuse_models("change_stage()")


init_model = Model
init_model_version = ModelVersion
