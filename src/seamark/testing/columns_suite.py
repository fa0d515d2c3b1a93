"""What every columns store keeps: tests for each rule of ``storage.columns.protocol``.

An engine's own test class inherits ``ColumnsSuite`` and overrides ``columns_url``, a fixture of scope
``class`` that gives the URL of an empty store.
"""

from seamark.testing.columns_choices import ChoicesSuite
from seamark.testing.columns_differences import DifferencesSuite
from seamark.testing.columns_fields import FieldsSuite, PagesSuite
from seamark.testing.columns_groups import GroupsSuite
from seamark.testing.columns_series import BucketsSuite, LinesSuite, PointsSuite
from seamark.testing.columns_upkeep import UpkeepSuite


class ColumnsSuite(
    FieldsSuite,
    PagesSuite,
    GroupsSuite,
    ChoicesSuite,
    DifferencesSuite,
    PointsSuite,
    BucketsSuite,
    LinesSuite,
    UpkeepSuite,
):
    """All rules."""
