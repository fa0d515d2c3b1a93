"""What the real client cannot be made to do: wrong messages, bodies sent again, hostile content."""

import gzip
import io
import json
import sys
import tarfile
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from seamark.doors.neptune.swagger import DOCUMENTS
from seamark.doors.neptune.uploads import unpack
from seamark.model.errors import Malformed, TooLarge
from seamark.testing.server import TestServer

sys.path.insert(0, str(Path(__file__).parent))

from wire import LEADERBOARD, Wire, log, read_claims


@pytest.fixture
def wire(server: TestServer) -> Wire:
    return Wire(server)


@pytest.fixture
def run(wire: Wire) -> str:
    return wire.make_run()


# ---- documents and tokens -----------------------------------------------------------------------


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_documents_are_whole(server: TestServer, name: str):
    document = server.request("GET", f"/api/{name}/swagger.json", headers={"Authorization": ""}).json()
    text = json.dumps(document)
    for model in document["definitions"]:
        assert f"#/definitions/{model}" in text
    operations = [one for path in document["paths"].values() for one in path.values()]
    assert all(path.startswith("/api/") for path in document["paths"])
    assert all("tags" not in one for one in operations)
    assert len({one["operationId"] for one in operations}) == len(operations)


def test_an_access_token_is_renewed_until_its_api_token_ends(server: TestServer):
    made = server.request("POST", "/api/v1/tokens", {"name": "for a client"}).json()
    heads = {"X-Neptune-Api-Token": made["token"], "Authorization": ""}
    first = server.request("GET", "/api/backend/v1/authorization/oauth-token", headers=heads).json()
    claims = read_claims(first["accessToken"])
    assert claims["exp"] > time.time() + 3_600
    assert claims["iss"].startswith(server.url)
    form = f"grant_type=refresh_token&refresh_token={first['refreshToken']}&client_id={claims['azp']}".encode()
    address = claims["iss"].removeprefix(server.url) + "/protocol/openid-connect/token"
    heads = {"Authorization": "", "Content-Type": "application/x-www-form-urlencoded"}
    again = server.request("POST", address, form, heads)
    assert again.status == 200
    bearer = {"Authorization": f"Bearer {again.json()['access_token']}"}
    assert server.request("GET", "/api/backend/v1/myOrganizations", headers=bearer).status == 200
    server.request("DELETE", f"/api/v1/tokens/{made['id']}")
    assert server.request("GET", "/api/backend/v1/myOrganizations", headers=bearer).status == 401
    assert server.request("POST", address, form, heads).json()["error"] == "invalid_grant"


def test_an_old_access_token_is_taken_as_long_as_its_api_token(wire: Wire):
    """A client whose clock is slow never asks for a new one."""
    assert "exp" in read_claims(wire.heads["Authorization"].partition(" ")[2])


@pytest.mark.parametrize(
    "bearer", ["", "Bearer", "Bearer x", "Bearer a.b.c", "Bearer ..", "Basic abc", "Bearer e30.e30.x"]
)
def test_a_wrong_access_token(server: TestServer, bearer: str):
    answer = server.request("GET", "/api/backend/v1/myOrganizations", headers={"Authorization": bearer})
    assert answer.status == 401
    assert answer.json()["message"]


def test_a_wrong_api_token(server: TestServer):
    for path in ("/api/backend/v1/clients/config", "/api/backend/v1/authorization/oauth-token"):
        for given in ("", "nonsense", "e30="):
            heads = {"X-Neptune-Api-Token": given, "Authorization": ""}
            assert server.request("GET", path, headers=heads).status == 401


# ---- operations ---------------------------------------------------------------------------------


def test_each_wrong_operation_has_an_entry_and_the_rest_stands(wire: Wire, run: str):
    wrong = [
        {},
        {"path": "a"},
        {"path": "a", "assignFloat": {}},
        {"path": "a", "assignFloat": {"value": "x"}},
        {"path": "a", "assignFloat": None},
        {"path": "a", "assignNothing": {"value": 1}},
        {"path": "a", "assignInt": {"value": 1}, "assignFloat": {"value": 1}},
        {"path": 5, "assignInt": {"value": 1}},
        {"path": "", "assignInt": {"value": 1}},
        {"path": "a//b", "assignInt": {"value": 1}},
        {"path": "x" * 2_000, "assignInt": {"value": 1}},
        {"path": "a", "assignInt": {"value": 2**70}},
        {"path": "a", "assignDatetime": {"valueMilliseconds": "soon"}},
        {"path": "a", "assignDatetime": {"valueMilliseconds": 10**18}},
        {"path": "a", "assignString": {"value": 5}},
        {"path": "a", "logFloats": {"entries": [{"value": 1}]}},
        {"path": "a", "logFloats": {"entries": 7}},
        {"path": "a", "logFloats": {}},
        {"path": "a", "logImages": {"entries": [{"value": {"data": "§"}, "timestampMilliseconds": 1}]}},
        {"path": "a", "insertStrings": {"values": ["x"]}},
        {"path": "sys/id", "assignString": {"value": "x"}},
        {"path": "sys/tags", "insertStrings": {"values": [""]}},
        {"path": "a", "clearStringSet": {}},
    ]
    for one in wrong:
        errors = wire.execute(run, {"path": "kept", "assignInt": {"value": 1}}, one)
        assert len(errors) == 1, one
        assert errors[0]["errorDescription"]
    assert wire.attributes(run)["kept"]["value"] == 1
    assert "a" not in wire.attributes(run)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b"null", b"[1]", b"nonsense", b"[" * 10_000, b'["\xff"]', b"[NaN]"]
)
def test_bodies_that_are_no_operations(wire: Wire, run: str, body: bytes):
    answer = wire.call("POST", f"{LEADERBOARD}/attributes/operations?experimentId={run}", body)
    assert answer.status in {200, 400}
    assert answer.json() == [] if answer.status == 200 else answer.json()["message"]


def test_a_body_sent_again_changes_nothing(wire: Wire, run: str):
    body = [log("loss", 1.0, 2.0), {"path": "x", "assignInt": {"value": 1}}, {"path": "x", "assignFloat": {"value": 1}}]
    first = wire.execute(run, *body)
    assert len(first) == 1
    assert wire.execute(run, *body) == first
    assert [point["value"] for point in wire.values(run, "loss")] == [1.0, 2.0]
    wire.execute(run, log("loss", 1.0, 2.0, at=1_700_000_000_500))
    assert [point["step"] for point in wire.values(run, "loss")] == [0, 1, 2, 3]


def test_a_body_that_was_stored_before_a_kill_is_not_stored_twice(tmp_path: Path):
    with TestServer(tmp_path / "data") as server:
        server.request("POST", "/api/v1/projects", {"name": "ada/client"})
        wire = Wire(server)
        run = wire.make_run()
        body = [
            log("loss", 1.0, 2.0),
            {"path": "log", "logStrings": {"entries": [{"value": "a", "timestampMilliseconds": 5}]}},
        ]
        wire.execute(run, *body)
        server.kill()
        server.restart()
        assert wire.execute(run, *body) == []
        assert [point["step"] for point in wire.values(run, "loss")] == [0, 1]
        assert len(wire.values(run, "log", "string")) == 1
        wire.execute(run, log("loss", 3.0, at=1_700_000_009_000))
        assert [point["step"] for point in wire.values(run, "loss")] == [0, 1, 2]


def test_a_value_assigned_twice_is_no_repetition(wire: Wire, run: str):
    for value in (1, 2, 1):
        wire.execute(run, {"path": "x", "assignInt": {"value": value}})
    assert wire.attributes(run)["x"]["value"] == 1


def test_steps_that_do_not_rise(wire: Wire, run: str):
    assert (
        wire.execute(run, log("loss", 1, 2, 3, 4, steps=[-5.0, 2.0, 2.0, 7.0]))[0]["errorType"] == "logSeriesValueError"
    )
    assert "strictly increasing" in wire.execute(run, log("loss", 5, steps=[6.0]))[0]["errorDescription"]
    assert wire.execute(run, log("loss", 6, 7, 8, steps=[None, 20.0, None], at=5)) == []
    assert [point["step"] for point in wire.values(run, "loss")] == [-5, 2, 7, 8, 20, 21]


def test_a_number_that_stands_there_already_is_no_mistake(wire: Wire, run: str):
    """Lightning logs the epoch once with the training's numbers and once, at the same step, with the validation's."""
    assert wire.execute(run, log("epoch", 0, 0, 1, steps=[3.0, 3.0, 7.0])) == []
    assert wire.execute(run, log("epoch", 1, steps=[7.0], at=5), log("epoch", 2, 2, 2, steps=[9.0, 9.0, 9.0])) == []
    assert [(point["step"], point["value"]) for point in wire.values(run, "epoch")] == [(3, 0), (7, 1), (9, 2)]
    for value, step in ((5, 9.0), (1, 7.0), (2, 8.0)):
        errors = wire.execute(run, log("epoch", 2, value, 3, steps=[9.0, step, 9.0], at=value))
        assert f"got the step {step:g} after 9" in errors[0]["errorDescription"]
    lines = [{"value": "a", "step": 1, "timestampMilliseconds": at} for at in (1, 2)]
    assert len(wire.execute(run, {"path": "log", "logStrings": {"entries": lines}})) == 1


def test_empty_series(wire: Wire, run: str):
    empty = {"entries": []}
    wire.execute(
        run, {"path": "a", "logFloats": empty}, {"path": "b", "logStrings": empty}, {"path": "c", "logImages": empty}
    )
    kinds = {"d": "Float", "e": "String", "f": "Image"}
    wire.execute(run, *({"path": path, f"clear{kind}Series": {}} for path, kind in kinds.items()))
    wire.execute(run, {"path": "g", "configFloatSeries": {"min": 0, "max": None, "unit": "m"}})
    found = wire.attributes(run)
    assert set("abcdefg") <= set(found)
    assert found["g"]["config"]["unit"] == "m"
    assert wire.values(run, "a") == wire.values(run, "b", "string") == []


def test_a_cleared_series_begins_anew(wire: Wire, run: str):
    wire.execute(run, log("loss", 1, 2, 3))
    wire.execute(run, {"path": "loss", "clearFloatSeries": {}}, log("loss", 9))
    assert [(point["step"], point["value"]) for point in wire.values(run, "loss")] == [(0, 9)]


def test_numbers_that_json_cannot_hold(wire: Wire, server: TestServer, run: str):
    """They come from other clients; these ones could not read them."""
    operations = [
        {"op": "append", "path": "loss", "value": "NaN"},
        {"op": "append", "path": "loss", "value": "Infinity"},
        {"op": "assign", "path": "x", "value": "-Infinity", "type": "float"},
        {"op": "assign", "path": "list", "value": [1, None, {"a": 2}]},
        {"op": "assign", "path": "list/below", "value": 1},
    ]
    server.write(run, *operations)
    found = wire.attributes(run)
    assert found["x"]["value"] is None
    assert found["loss"]["last"] is None
    assert [point["value"] for point in wire.values(run, "loss")] == [None, None]
    assert found["list"]["value"] == '[1,null,{"a":2}]'
    assert "list/below" not in found


def test_series_are_fetched_by_offset(wire: Wire, run: str):
    wire.execute(run, log("loss", *range(25)))
    assert [point["value"] for point in wire.values(run, "loss", limit=5, offset=20)] == [20, 21, 22, 23, 24]
    assert wire.values(run, "loss", limit=5, offset=25) == []
    for query in ("limit=0", "limit=100000000", "limit=x", "offset=-1"):
        path = f"{LEADERBOARD}/attributes/series/float?experimentId={run}&attribute=loss&{query}"
        assert wire.call("GET", path).status in {200, 400, 413, 422}


# ---- objects ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["nonsense", "ada/client/CLI-99999", "ada/absent/CLI-1", "x/y", "0" * 32, "a/b/c/d", "%00"]
)
def test_objects_that_are_not_there(wire: Wire, name: str):
    answer = wire.call("GET", f"{LEADERBOARD}/experiments?experimentId={name}")
    assert answer.status in {400, 404}
    if "CLI-99999" in name:
        assert answer.json()["errorType"] == "EXPERIMENT_NOT_FOUND"


def test_an_own_id_is_found_again(wire: Wire):
    assert wire.make_run(customId="mine") == wire.make_run(customId="mine")
    assert wire.attributes(wire.make_run(customId="mine"))["sys/custom_run_id"]["value"] == "mine"


def test_what_git_says_is_kept(wire: Wire):
    git = {"commit": {"commitId": "abc", "message": "m", "commitDate": "2024-01-01T00:00:00Z"}, "repositoryDirty": True}
    assert wire.attributes(wire.make_run(gitInfo=git))["source_code/git"]["commit"]["commitId"] == "abc"


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"projectIdentifier": "ada/absent"},
        {"projectIdentifier": 5},
        {"projectIdentifier": "ada/client", "type": "ship"},
    ],
)
def test_what_cannot_be_made(wire: Wire, wanted):
    assert wire.call("POST", f"{LEADERBOARD}/experiments", wanted).status in {400, 404}


def test_an_invitation_by_address_is_a_link_that_the_inviter_is_told(wire: Wire):
    entries = [
        {"invitee": "dana@example.org\r\nX-Evil: 1 ż", "invitationType": "emailRecipient", "roleGrant": "member"}
    ]
    body = {"organizationIdentifier": "ada", "invitationsEntries": entries}
    answer = wire.call("POST", "/api/backend/v1/invitations/organization", body)
    assert answer.status == 200
    assert f"{wire.server.url}/invite#smi_" in answer.headers["x-server-info"]
    assert "x-evil" not in answer.headers


def test_tables_of_wrong_questions(wire: Wire):
    path = f"{LEADERBOARD}/leaderboard/entries/search?projectIdentifier=ada/client&type=run"
    bad = wire.call("POST", path, {"query": {"query": "key: float = (-_-)"}})
    assert bad.status == 400
    assert bad.json()["title"] == "Syntax error"
    assert "character 14" in bad.json()["message"]
    for wrong in (
        {"pagination": {"limit": 10**9}},
        {"pagination": {"limit": -1}},
        {"pagination": {"limit": 1, "offset": -5}},
        {"sorting": {"sortBy": {}}},
        {"query": "text"},
        [],
    ):
        assert wire.call("POST", path, wrong).status in {400, 413}, wrong


def search(wire: Wire, query: str = "", *, direction: str = "descending", **page: int) -> list[tuple[str, str]]:
    """Return ids and creation times as the client fetches them."""
    body = {
        "query": {"query": query},
        "pagination": {"limit": 3, "offset": 0} | page,
        "sorting": {"dir": direction, "sortBy": {"name": "sys/creation_time", "type": "datetime"}},
        "attributeFilters": [{"path": "sys/id"}, {"path": "sys/creation_time"}],
    }
    path = f"{LEADERBOARD}/leaderboard/entries/search?projectIdentifier=ada/long&type=run"
    found = []
    for entry in wire.call("POST", path, body).json()["entries"]:
        values = {one["name"]: one[f"{one['type']}Properties"]["value"] for one in entry["attributes"]}
        found.append((values["sys/id"], values["sys/creation_time"]))
    return found


@pytest.mark.parametrize("base", ["", "`sys/trashed`:bool = false"])
@pytest.mark.parametrize("direction", ["descending", "ascending"])
def test_a_long_table_goes_on_where_it_was(server: TestServer, wire: Wire, base: str, direction: str):
    """Also between runs that were made in the same moment; the window is 3 rows here, and 10,000 with the client."""
    if wire.call("GET", "/api/backend/v1/projects/get?projectIdentifier=ada/long").status == 404:
        for number in range(10):
            server.make_run("ada/long", created_at=1_700_000_000_000_000 + number // 2 * 1_000)
    rows = search(wire, base, direction=direction)
    while (last := rows[-1]) and len(rows) < 20:
        clause = f'(`sys/creation_time`:datetime > "{last[1]}")'
        query = f"({base} AND {clause})" if base else clause
        first = search(wire, query, direction=direction, limit=2)
        rows += first + search(wire, query, direction=direction, limit=1, offset=2)
        if not first:
            break
    assert len(rows) == len(set(rows)) == 10


# ---- files --------------------------------------------------------------------------------------


def pack(*members: tuple[str, bytes, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, kind, content in members:
            facts = tarfile.TarInfo(name)
            facts.type, facts.size, facts.linkname = kind, len(content), "/etc/passwd"
            archive.addfile(facts, io.BytesIO(content))
    return out.getvalue()


def send_archive(wire: Wire, run: str, body: bytes):
    return wire.call(
        "POST", f"{LEADERBOARD}/attributes/uploadFileSetTar?experimentId={run}&attribute=set&reset=False", body
    )


def names(wire: Wire, run: str, folder: str = "") -> dict[str, str]:
    found = wire.call("GET", f"{LEADERBOARD}/attributes/ls?experimentId={run}&attribute=set&path={folder}").json()
    return {entry["name"]: entry["fileType"] for entry in found}


def test_an_archive_is_unpacked_without_trust(wire: Wire, run: str):
    good = pack(
        ("a.txt", tarfile.REGTYPE, b"a"),
        ("empty", tarfile.DIRTYPE, b""),
        ("link", tarfile.SYMTYPE, b""),
        ("hard", tarfile.LNKTYPE, b""),
        ("device", tarfile.CHRTYPE, b""),
    )
    assert send_archive(wire, run, good).json() is None
    assert names(wire, run) == {"a.txt": "file", "empty": "directory"}
    for evil in ("../up", "a/../../up", "/etc/passwd/../x"):
        errors = send_archive(wire, run, pack((evil, tarfile.REGTYPE, b"x"), ("fine", tarfile.REGTYPE, b"x")))
        assert errors.status == 200
        assert "leads out" in errors.json()["errors"][0]["errorDescription"], evil
    assert names(wire, run) == {"a.txt": "file", "empty": "directory", "fine": "file"}


CUT_OFF = pack(("a", tarfile.REGTYPE, b"x" * 9_000))[:-50]


@pytest.mark.parametrize("body", [b"", b"nonsense", CUT_OFF], ids=["empty", "nonsense", "cut off"])
def test_archives_that_are_none(wire: Wire, run: str, body: bytes):
    answer = send_archive(wire, run, body)
    assert answer.status == 200
    assert answer.json()["errors"]


def test_an_archive_that_unpacks_to_too_much():
    bomb = pack(*((str(index), tarfile.REGTYPE, bytes(40 * 2**20)) for index in range(8)))
    with pytest.raises(TooLarge):
        list(unpack(bomb))
    with pytest.raises(Malformed):
        list(unpack(gzip.compress(b"no tar")))


def test_parts_that_come_again_or_wrong(wire: Wire, run: str):
    place = f"experimentIdentifier={run}&attribute=file"
    begin = f"{LEADERBOARD}/attributes/storage/file/upload"
    id = wire.call("POST", f"{begin}/start?{place}&ext=bin&totalLength=6").json()["uploadId"]

    def send(content: bytes, given: str):
        return wire.call("POST", f"{begin}/part?{place}&uploadId={id}&uploadPartIdx=0", content, X_Range=given)

    assert send(b"abc", "bytes=0-2/6").json() == {"errors": []}
    assert send(b"abc", "bytes=0-2/6").json() == {"errors": []}
    for content, given in ((b"ab", "bytes=3-5/6"), (b"def", "bytes=4-6/6"), (b"def", "nonsense"), (b"def", "")):
        answer = send(content, given)
        assert answer.status == 400, given
    assert "Length of stream does not match given range" in send(b"ab", "bytes=3-5/6").body.decode()
    assert send(b"def", "bytes=3-5/6").status == 200
    assert wire.call("POST", f"{begin}/finish?{place}&uploadId={id}").json() == {"errors": []}
    down = wire.call("GET", f"{LEADERBOARD}/attributes/download?experimentId={run}&attribute=file")
    assert (down.body, down.headers["content-disposition"]) == (b"abcdef", 'attachment; filename="file.bin"')


def test_a_file_name_cannot_break_a_header(wire: Wire, run: str):
    begin, attribute = f"{LEADERBOARD}/attributes/storage/file/upload", quote('f"żółw')
    broken = wire.call(
        "POST", f"{begin}?experimentIdentifier={run}&attribute={quote('f' + chr(13) + 'X-Evil: 1')}", b"x"
    )
    assert "control character" in broken.json()["errors"][0]["errorDescription"]
    place = f"experimentIdentifier={run}&attribute={attribute}&ext=b%22in"
    assert wire.call("POST", f"{begin}?{place}", b"x").json() == {"errors": []}
    down = wire.call("GET", f"{LEADERBOARD}/attributes/download?experimentId={run}&attribute={attribute}")
    assert down.headers["content-disposition"] == 'attachment; filename="f%22%C5%BC%C3%B3%C5%82w.b%22in"'


# ---- signals ------------------------------------------------------------------------------------


def listen(server: TestServer, wire: Wire, run: str, **heads: str):
    address = server.url.replace("http", "ws")
    return connect(f"{address}/api/notifications/v1/runs/any/{run}/signal", additional_headers=wire.heads | heads)


def test_a_run_is_told_to_stop(server: TestServer, wire: Wire, run: str):
    with listen(server, wire, run) as socket:
        told = wire.call(
            "POST",
            f"{LEADERBOARD}/experiments/signal",
            {"experimentIdentifiers": [run], "type": "neptune/stop", "body": {"seconds": 3}},
        )
        assert told.json() == {"told": 1}
        assert json.loads(socket.recv(timeout=10)) == {"type": "neptune/stop", "body": {"seconds": 3}}
    for wrong in ({"type": "neptune/dance"}, {}, {"experimentIdentifiers": ["x"], "type": "stop"}):
        body = {"experimentIdentifiers": [run]} | wrong
        assert wire.call("POST", f"{LEADERBOARD}/experiments/signal", body).status in {400, 404}


def test_who_may_listen(server: TestServer, wire: Wire, run: str):
    reader = Wire(server, server.make_token(scope="read"))
    cases = [
        (reader, run, {}),
        (wire, "0" * 32, {}),
        (wire, "nonsense", {}),
        (wire, run, {"Authorization": "Bearer x"}),
        (wire, run, {"Origin": "http://evil.example"}),
    ]
    for who, which, heads in cases:
        with pytest.raises(InvalidStatus), listen(server, who, which, **heads):
            pass
