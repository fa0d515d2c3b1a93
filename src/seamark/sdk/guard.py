"""The guard between a training and its tracker: what goes wrong in here never stops the script."""

from collections.abc import Callable
from typing import Any, TypeVarTuple

from seamark.model.errors import KindConflict, SeamarkError
from seamark.sdk.notices import PRINTER, Place, find_place, not_recorded

Ts = TypeVarTuple("Ts")


class Guard:
    """Runs what a logging call asks for; says once per place what was refused, and counts it."""

    def __init__(self, *, strict: bool) -> None:
        self.strict = strict
        self.refused = 0
        self.last = ""

    def call(self, action: "Callable[[*Ts], Any]", *arguments: *Ts) -> None:
        """Run the action; in strict mode what it raises is raised."""
        try:
            action(*arguments)
        except Exception as error:
            if self.strict:
                raise
            self._refuse(error)

    def refuse(self, error: SeamarkError) -> None:
        """Tell of a refusal that was found outside ``call``; raises it in strict mode."""
        if self.strict:
            raise error
        self._refuse(error)

    def tell(self, place: Place, code: str, text: str) -> None:
        """Count one refusal and say its text, once per place."""
        self.refused += 1
        self.last = text
        PRINTER.point(place, code, text)

    def _refuse(self, error: Exception) -> None:
        if isinstance(error, KindConflict):
            text = str(error)
        elif isinstance(error, SeamarkError):
            text = not_recorded(error.detail, error.remedy)
        else:
            text = not_recorded(f"{type(error).__name__}: {error}.", "SEAMARK_STRICT=1 raises it.")
        code = f"{getattr(error, 'code', type(error).__name__)} {getattr(error, 'path', '')}"
        self.tell(find_place(), code, text)
