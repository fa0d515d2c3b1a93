"""What has fields, and is a mapping from paths to them: runs, models, model versions, projects."""

from typing import Any

from seamark.sdk.fields import Field, find_field
from seamark.sdk.recorder import Recorder


class PathMapping:
    """A mapping from paths to fields."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._fields = recorder.fields

    def __getitem__(self, path: str) -> Field:
        try:
            return self._fields[path]
        except (KeyError, TypeError):
            return find_field(self._recorder, path)

    def __setitem__(self, path: str, value: Any) -> None:
        self[path].assign(value)

    def __delitem__(self, path: str) -> None:
        self[path].delete()

    def __contains__(self, path: str) -> bool:
        return self[path].exists()


class FieldMapping(PathMapping):
    """An object with an id and a name, as a mapping from paths to its fields."""

    @property
    def id(self) -> str:
        """The id, such as ``SUN-124`` or ``SUN-NET-3``; of a run its short uid until a server has given one."""
        return self._recorder.name

    @property
    def uid(self) -> str:
        """The name from birth; a run's also without any server."""
        return self._recorder.uid

    @property
    def tags(self) -> Field:
        """The tags: ``run.tags.add("best")``."""
        return self["sys/tags"]

    @property
    def name(self) -> str:
        """The name that a person gave."""
        return str(self._own_text("sys/name"))

    @name.setter
    def name(self, name: str) -> None:
        self._name("sys/name", name)

    @property
    def description(self) -> str:
        """What it is about."""
        return str(self._own_text("sys/description"))

    @description.setter
    def description(self, description: str) -> None:
        self._name("sys/description", description)

    def _own_text(self, path: str) -> Any:
        if path in self._recorder.chosen:
            return self._recorder.chosen[path]
        return self[path].fetch()

    def _name(self, path: str, text: str) -> None:
        self._recorder.chosen[path] = text
        self[path].assign(text)
