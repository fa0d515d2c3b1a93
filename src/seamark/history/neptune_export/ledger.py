"""What is kept of one run while its rows are read: where its fields go, what was found, what is to be there."""

from seamark.history.findings import Findings, Kind
from seamark.history.neptune_export.heads import Head, place_path
from seamark.history.tally import Tally
from seamark.model.errors import InvalidPath
from seamark.model.paths import check_path


class Ledger:
    """The books of one run."""

    def __init__(self, head: Head) -> None:
        self.head = head
        self.findings = Findings()
        self.tally = Tally()
        self.left_out = 0
        """Rows of which nothing is brought in."""
        self._places: dict[str, str | None] = {}
        self._taken: dict[str, str] = {}

    @property
    def time(self) -> int:
        """The time of points that have none."""
        return self.head.created_at or 0

    def lose(self, kind: Kind, path: str, detail: str = "", rows: int = 1) -> None:
        """Note rows that are left out."""
        self.findings.add(kind, path, detail, rows)
        self.left_out += rows

    def place(self, path: str, rows: int = 1) -> str | None:
        """Return where the values of a path go; None, noted for these rows, where they can go nowhere."""
        if path not in self._places:
            self._places[path] = self._find_place(path)
        place = self._places[path]
        if place is None:
            kind = Kind.WRONG_PATH if self._why(path) else Kind.SAME_PATH
            self.lose(kind, path, self._why(path) or f"{place_path(path)!r} is taken", rows)
        return place

    def _find_place(self, path: str) -> str | None:
        if self._why(path):
            return None
        place = check_path(place_path(path))
        return place if self._taken.setdefault(place, path) == path else None

    @staticmethod
    def _why(path: str) -> str:
        try:
            check_path(place_path(path))
        except InvalidPath as error:
            return error.detail
        return ""
