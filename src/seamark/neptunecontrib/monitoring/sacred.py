"""Sacred's observer with neptune-contrib's arguments: ``NeptuneObserver(api_token=…, project_name=…)``."""

from typing import Any

from seamark.neptune.integrations.sacred import make_observer


def __getattr__(name: str) -> Any:
    if name == "NeptuneObserver":
        return make_observer(contrib=True)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
