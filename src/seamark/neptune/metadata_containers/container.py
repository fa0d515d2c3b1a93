"""What has fields, with the methods that Neptune's code calls on it."""

import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Any, TypeVarTuple

from seamark.model.errors import Unavailable
from seamark.model.objects import RunState
from seamark.model.values import FieldType
from seamark.neptune.attributes import CLASSES, Attribute
from seamark.neptune.exceptions import MetadataInconsistency, neptune_errors
from seamark.neptune.handler import Handler
from seamark.sdk.exits import judge
from seamark.sdk.fields import Field, find_field
from seamark.sdk.mapping import PathMapping
from seamark.sdk.reading import RunReader
from seamark.sdk.recorder import Recorder
from seamark.wire.neptune_names import to_ours, to_theirs

Ts = TypeVarTuple("Ts")


class Container:
    """A mapping from paths to handles of fields, over an object of Seamark's own client.

    ``recorder`` is where what is written here goes.
    """

    def __init__(self, native: PathMapping, recorder: Recorder) -> None:
        self._native = native
        self.recorder = recorder
        self._lock = threading.RLock()
        self._stopped = False

    @property
    def native(self) -> PathMapping:
        """The object as Seamark's own client has it: a way out to all that it can."""
        return self._native

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.recorder.name}>"

    # ---- fields ----

    def __getitem__(self, path: str) -> Handler:
        return Handler(self, path)

    def __setitem__(self, key: str, value: Any) -> None:
        Handler(self, key).assign(value)

    def __delitem__(self, path: str) -> None:
        self.pop(path)

    def __contains__(self, path: str) -> bool:
        return self.exists(path)

    __iter__ = None
    """A run cannot be walked through; ``get_structure()`` gives what is in it."""

    def assign(self, value: Any, *, wait: bool = False) -> None:
        """Give fields values, by their paths in a dictionary."""
        Handler(self, "").assign(value, wait=wait)

    def define(self, path: str, value: Any, *, wait: bool = False) -> Attribute | None:
        """Give a field that is not there its first value, and return it.

        Raises:
            MetadataInconsistency: there is something at the path.
        """
        if self.exists(path):
            raise MetadataInconsistency(f'There is something at "{path}" already.')
        Handler(self, path).assign(value, wait=wait)
        return self.get_attribute(path)

    def pop(self, path: str, *, wait: bool = False) -> None:
        """Remove a field, or all fields of a namespace."""
        Handler(self, path).pop(wait=wait)

    def fetch(self) -> dict[str, Any]:
        """Return all single values as a nested dictionary."""
        found: dict[str, Any] = Handler(self, "").fetch()
        return found

    def exists(self, path: str) -> bool:
        """Say whether there is a field or a namespace at the path."""
        return Handler(self, path).field.exists()

    def get_attribute(self, path: str) -> Attribute | None:
        """Return the field at a path by what it holds; None where there is none."""
        type = self._list_types().get(path)
        return None if type is None else CLASSES[type](self, path)

    def set_attribute(self, path: str, attribute: Attribute) -> None:
        """Do nothing: a field is what is written to it."""

    def get_structure(self) -> dict[str, Any]:
        """Return all fields as a nested dictionary of handles."""
        tree: dict[str, Any] = {}
        for path, type in sorted(self._list_types().items()):
            *parents, own = path.split("/")
            level = tree
            for part in parents:
                below = level.get(part)
                if not isinstance(below, dict):
                    below = level[part] = {}
                level = below
            level.setdefault(own, CLASSES[type](self, path))
        return tree

    def print_structure(self) -> None:
        """Print all fields with what they hold."""
        _print(self.get_structure(), 0)

    def _list_types(self) -> dict[str, FieldType]:
        """Return what each field is: those of the server, and those written here where there is no server."""
        found = {path: type for path, field in self._list_local().items() if (type := field.type) is not None}
        with suppress(Unavailable):
            found |= {field.path: field.type for field in self.reader().list_fields()}
        named = {to_theirs(path): type for path, type in found.items()}
        return {path: type for path, type in named.items() if path is not None}

    def _list_local(self) -> dict[str, Any]:
        return {field.path: field for field in list(self.recorder.fields.values())}

    # ---- for handles ----

    def field(self, path: str) -> Field:
        """Return the field that Neptune's code knows by a path, as Seamark's own client has it."""
        return find_field(self.recorder, to_ours(path))

    def call(self, action: "Callable[[*Ts], Any]", *arguments: *Ts) -> None:
        """Run what writes: what goes wrong is told, and raised only in strict mode."""
        self.recorder.guard.call(action, *arguments)

    def wait_if(self, wait: bool) -> None:
        """Wait for the server where a call asks for that."""
        if wait:
            self.wait()

    def reader(self) -> RunReader:
        """Return what reads the run, once what was written has arrived."""
        return self.recorder.reader()

    def remove_fields(self, path: str) -> None:
        """Remove the field, or all fields below the path; what others wrote below it only where a server is in reach."""
        local = self._list_local()
        ours = to_ours(path)
        if ours in local and local[ours].type is not None:
            self.field(ours).delete()
            return
        below = {name for name, field in local.items() if name.startswith(path + "/") and field.type is not None}
        with suppress(Unavailable):
            reader = self.reader()
            stored = reader.find_field(ours)
            below |= {ours} if stored is not None else {field.path for field in reader.list_fields(path + "/")}
        for name in sorted(below):
            self.field(name).delete()

    # ---- the connection ----

    def lock(self) -> "threading.RLock":
        """Return a lock of this object; none is needed for writing."""
        return self._lock

    def start(self) -> None:
        """Do nothing: it began with its first line."""

    def ping(self) -> None:
        """Do nothing: the shipper says that the run is alive."""

    def wait(self, *, disk_only: bool = False) -> None:
        """Wait until the server has confirmed what was logged so far; on disk it is already."""
        if not disk_only:
            self.recorder.wait(None)

    def sync(self, *, wait: bool = True) -> None:
        """Wait until the server has what was logged; what is on the server is always read anew."""
        if wait:
            self.wait()

    def stop(self, *, seconds: float | None = None) -> None:
        """End this process's part of the run.

        Args:
            seconds: After how long without progress to leave delivery to the shipper; 15 by default.
        """
        self._stopped = True
        self.recorder.finish(RunState.FINISHED, "", 15 if seconds is None else seconds)

    def get_state(self) -> str:
        """Return "started" or "stopped"."""
        return "stopped" if self._stopped else "started"

    def get_root_object(self) -> "Container":
        """Return the object."""
        return self

    @neptune_errors()
    def get_url(self) -> str:
        """Return where it is seen in a browser; "" without a server."""
        return self.recorder.url

    def __enter__(self) -> "Container":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped = True
        outcome = judge(error)
        self.recorder.finish(outcome.state, outcome.reason, 15)


def _print(tree: dict[str, Any], indent: int) -> None:
    for name, value in tree.items():
        if isinstance(value, dict):
            sys.stdout.write(f"{'    ' * indent}'{name}':\n")
            _print(value, indent + 1)
        else:
            sys.stdout.write(f"{'    ' * indent}'{name}': {type(value).__name__}\n")
