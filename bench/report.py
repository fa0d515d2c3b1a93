"""What a measurement says, and the table in which it stands."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Row:
    """One measured figure. ``budget`` is the goal to pass; peers have none."""

    what: str
    who: str = "seamark"
    value: float
    unit: str
    budget: float | None = None
    higher_is_better: bool = False
    note: str = ""

    @property
    def verdict(self) -> str:
        """Say whether the budget is kept."""
        if self.budget is None:
            return ""
        kept = self.value >= self.budget if self.higher_is_better else self.value <= self.budget
        return "kept" if kept else "MISSED"


def print_rows(rows: Iterable[Row]) -> None:
    """Print rows as a table, each as soon as it is there."""
    for row in rows:
        goal = "" if row.budget is None else f"{row.budget:,.6g}"
        line = f"{row.what:<46} {row.who:<13} {row.value:>14,.4g} {row.unit:<10} {goal:>10} {row.verdict:<7} {row.note}"
        print(line.rstrip(), flush=True)


def print_head() -> None:
    """Print the table's head."""
    print(f"{'what':<46} {'who':<13} {'measured':>14} {'unit':<10} {'budget':>10}")
    print("-" * 110)
