"""Seamark: the self-hosted home of machine-learning experiments."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seamark.sdk.delivery import Delivery as Delivery
    from seamark.sdk.fields import Field as Field
    from seamark.sdk.media import Audio as Audio
    from seamark.sdk.media import File as File
    from seamark.sdk.media import Histogram as Histogram
    from seamark.sdk.media import Image as Image
    from seamark.sdk.models import Model as Model
    from seamark.sdk.models import ModelVersion as ModelVersion
    from seamark.sdk.projects import Project as Project
    from seamark.sdk.projects import open_project as open_project
    from seamark.sdk.remote import open_run as open_run
    from seamark.sdk.run import Run as Run
    from seamark.sdk.run import current_run as current_run
    from seamark.sdk.start import init_run as init_run
    from seamark.sdk.tables import Table as Table

__all__ = [
    "Audio",
    "Delivery",
    "Field",
    "File",
    "Histogram",
    "Image",
    "Model",
    "ModelVersion",
    "Project",
    "Run",
    "Table",
    "__version__",
    "current_run",
    "init_run",
    "open_project",
    "open_run",
]
__version__ = "0.1.0"

_PLACES = {
    "Audio": "media",
    "Delivery": "delivery",
    "Field": "fields",
    "File": "media",
    "Histogram": "media",
    "Image": "media",
    "Model": "models",
    "ModelVersion": "models",
    "Project": "projects",
    "Run": "run",
    "Table": "tables",
    "current_run": "run",
    "init_run": "start",
    "open_project": "projects",
    "open_run": "remote",
}


def __getattr__(name: str) -> object:
    if name not in _PLACES:
        raise AttributeError(f"module 'seamark' has no attribute {name!r}")
    import importlib

    value = getattr(importlib.import_module(f"seamark.sdk.{_PLACES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
