"""Python's ``logging`` as a series of texts."""

import logging
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seamark.neptune.metadata_containers.run import Run


class NeptuneHandler(logging.Handler):
    """Appends what is logged to a field of a run.

    Args:
        run: The run.
        level: The lowest level to keep.
        path: The field; by default ``python_logger`` below the run's own monitoring namespace.
    """

    def __init__(self, *, run: "Run", level: int = logging.NOTSET, path: str | None = None) -> None:
        super().__init__(level=level)
        self._run = run
        self._path = path or f"{run.monitoring_namespace}/python_logger"
        self._busy = threading.local()

    def emit(self, record: logging.LogRecord) -> None:
        """Append one record; what is logged meanwhile by the same thread is left out."""
        if getattr(self._busy, "is_inside", False) or self._run.get_state() != "started":
            return
        self._busy.is_inside = True
        try:
            self._run[self._path].append(self.format(record))
        finally:
            self._busy.is_inside = False
