"""The columns store on the embedded engine."""

import pytest

from seamark.testing.columns_suite import ColumnsSuite


class TestEmbedded(ColumnsSuite):
    @pytest.fixture(scope="class")
    @classmethod
    def columns_url(cls, tmp_path_factory):
        return f"chdb://{tmp_path_factory.mktemp('columns')}"
