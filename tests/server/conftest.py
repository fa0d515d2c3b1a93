"""One real server for all tests of the edge."""

from collections.abc import Iterator

import pytest

from seamark.testing.server import TestServer


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestServer]:
    with TestServer(tmp_path_factory.mktemp("server") / "data", "--allow-host", "seamark.example") as running:
        yield running
        assert running.log == ""
