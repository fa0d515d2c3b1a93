"""Sending: through proxies that take little, and as somebody who may not."""

import pytest

from seamark.history.destination import Destination
from seamark.history.neptune_export.importing import Importer
from seamark.history.neptune_export.layout import find_export
from seamark.history.neptune_export.surveying import survey
from seamark.model.errors import Forbidden, InvalidValue, ProxyLimit
from seamark.sdk.transport import Transport


class Narrow(Transport):
    """A server behind a proxy that takes no large request."""

    refused = 0

    def request(self, method, path, *, body=None, **more):
        if len(body or b"") > 50_000:
            self.refused += 1
            raise ProxyLimit("A proxy takes no such request.")
        return super().request(method, path, body=body, **more)


def run_import(export, transport, folder):
    found = find_export(export.folder, None)
    return Importer(
        found,
        survey(found, list(found.runs()), only=frozenset(), dry=False),
        Destination(transport, folder),
        {},
        lambda rows: None,
    ).run()


def test_a_proxy_that_takes_little_gets_little(export, server, tmp_path, open_run):
    run = export.run(project="lab/narrow").add("parameters/lr", "float", 0.5)
    run.series("log", [(str(step), "x" * 100) for step in range(2000)], "string_series").write().many("x", 30_000)
    transport = Narrow(server.url, server.token)
    for _ in range(2):
        report = run_import(export, transport, tmp_path / "uploads")
        assert report.is_whole, list(report.all_findings())
    assert transport.refused > 5
    read = open_run("RUN-1", "lab/narrow")
    assert read["x"].fetch_values()["value"].tolist() == list(range(30_000))
    assert len(read["log"].fetch_values()) == 2000


def test_a_token_that_may_only_read_brings_nothing_in(export, server, tmp_path):
    made = server.request("POST", "/api/v1/tokens", {"name": "reader", "scope": "read"}).json()
    export.run(project="lab/forbidden").write()
    with pytest.raises(Forbidden):
        run_import(export, Transport(server.url, made["token"]), tmp_path / "uploads")


def test_a_run_that_is_not_there_is_an_error(export):
    export.run(project="lab/none").write()
    found = find_export(export.folder, None)
    with pytest.raises(InvalidValue, match="no run or model SUN-9"):
        survey(found, list(found.runs()), only=frozenset(["SUN-9", "RUN-1"]), dry=True)


def test_a_folder_that_is_no_export(tmp_path):
    with pytest.raises(InvalidValue, match="no folder of a project"):
        find_export(tmp_path, None)
