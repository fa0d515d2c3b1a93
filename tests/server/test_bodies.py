"""Bodies that are not what they claim, and values that are not what they seem."""

import gzip
import json
import math
import struct
import zlib

import msgspec
import pytest

from seamark.model.errors import Malformed, TooLarge
from seamark.server import bodies
from seamark.testing.requests import V1
from seamark.testing.server import TestServer
from seamark.wire.codecs import MSGPACK, decode_receipt

GOOD = json.dumps({"operations": [{"op": "append", "path": "a", "value": 1}]}).encode()


@pytest.fixture(scope="module")
def run(server: TestServer) -> str:
    return server.make_run()


def send(server: TestServer, run: str, body: bytes, content_type: str = "application/json", **headers: str):
    return server.request(
        "POST",
        f"{V1}/runs/{run}/operations",
        body,
        {"Content-Type": content_type, **{name.replace("_", "-"): value for name, value in headers.items()}},
    )


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_wrong_content_type_is_told(server: TestServer, run: str, content_type: str):
    assert MSGPACK in send(server, run, GOOD, content_type).problem(415, "unknown_format")["remedy"]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", "application/json"),
        (b"{", "application/json"),
        (b'{"operations":[{"op":"append","path":"a","value":NaN}]}', "application/json"),
        (b'{"operations":[{"op":"append","path":"a\\ud800","value":1}]}', "application/json"),
        (GOOD, MSGPACK),
        (b"\x00" * 100, MSGPACK),
        (msgspec.msgpack.encode({"operations": []}), "application/json"),
        (b"[" * 10**6, "application/json"),
        (b"\x91" * 10**6, MSGPACK),
    ],
)
def test_what_cannot_be_read_is_malformed(server: TestServer, run: str, body: bytes, content_type: str):
    send(server, run, body, content_type).problem(400, "malformed")


@pytest.mark.parametrize(
    ("encoding", "encode"),
    [("gzip", gzip.compress), ("zstd", bodies.zstd.compress), ("identity", bytes), ("GZIP", gzip.compress)],
)
def test_bodies_are_inflated(server: TestServer, run: str, encoding: str, encode):
    answer = send(server, run, encode(GOOD), Content_Encoding=encoding)
    assert answer.status == 200, answer
    assert answer.json()["refused"] == []


def test_a_wrong_content_encoding_is_told(server: TestServer, run: str):
    send(server, run, GOOD, Content_Encoding="br").problem(415)
    for encoding in ("gzip", "zstd"):
        send(server, run, GOOD, Content_Encoding=encoding).problem(400, "malformed")
    send(server, run, gzip.compress(GOOD)[:-9], Content_Encoding="gzip").problem(400, "malformed")


def test_a_bomb_is_refused(server: TestServer, run: str):
    bomb = gzip.compress(b" " * (65 * 2**20))
    assert len(bomb) < 100_000
    send(server, run, bomb, Content_Encoding="gzip").problem(413, "too_large")
    nested = bodies.zstd.compress(b" " * (65 * 2**20))
    send(server, run, nested, Content_Encoding="zstd").problem(413, "too_large")


def test_members_and_frames_follow_each_other():
    assert bodies.inflate_gzip(gzip.compress(b"ab") + gzip.compress(b"c")) == b"abc"
    assert bodies.inflate_zstd(bodies.zstd.compress(b"ab") + bodies.zstd.compress(b"c")) == b"abc"
    assert bodies.inflate_gzip(b"") == b""
    for inflate in (bodies.inflate_gzip, bodies.inflate_zstd):
        with pytest.raises(Malformed):
            inflate(zlib.compress(b"x"))


def test_many_members_share_one_bound():
    part = gzip.compress(b" " * (33 * 2**20))
    with pytest.raises(TooLarge):
        bodies.inflate_gzip(part + part)


@pytest.mark.parametrize(
    ("inflate", "compress"), [(bodies.inflate_gzip, gzip.compress), (bodies.inflate_zstd, bodies.zstd.compress)]
)
def test_members_without_end_are_refused(inflate, compress):
    assert inflate(compress(b"a") * 16) == b"a" * 16
    with pytest.raises(TooLarge):
        inflate(compress(b"") * 10_000)


def test_hard_values_come_through_both_forms(server: TestServer, run: str):
    hard = [0.1 + 0.2, 1e-308, 5e-324, -0.0, math.inf, -math.inf, math.nan, 2**53 + 1.0]
    spelled = [
        value if math.isfinite(value) else str(value).replace("nan", "NaN").replace("inf", "Infinity") for value in hard
    ]
    server.write(
        run,
        *[{"op": "append", "path": "hard/json", "value": value, "step": step} for step, value in enumerate(spelled)],
        {"op": "assign", "path": "hard/int", "value": str(2**63 - 1), "type": "int"},
        {"op": "assign", "path": "hard/float", "value": "-Infinity", "type": "float"},
    )
    packed = {
        "op": "extend",
        "path": "hard/packed",
        "values": struct.pack("<8d", *hard),
        "steps": struct.pack("<8d", *range(8)),
    }
    answer = send(server, run, msgspec.msgpack.encode({"operations": [packed]}), MSGPACK)
    assert answer.headers["content-type"] == MSGPACK
    assert decode_receipt(answer.body).refused == []
    for path in ("hard/json", "hard/packed"):
        answer = server.request("GET", f"{V1}/runs/{run}/points?path={path}", headers={"Accept": "application/json"})
        assert answer.json()["series"][0]["columns"]["value"] == spelled
        raw = server.request("GET", f"{V1}/runs/{run}/points?path={path}").body
        assert raw.endswith(struct.pack("<8d", *hard))
    fields = {
        field["path"]: field for field in server.request("GET", f"{V1}/runs/{run}/fields?prefix=hard/").json()["fields"]
    }
    assert fields["hard/int"]["value"] == str(2**63 - 1)
    assert fields["hard/float"]["value"] == "-Infinity"
    assert fields["hard/json"]["stats"]["max"] == "Infinity"
    assert server.request("GET", f"{V1}/runs/{run}/value?path=hard/int").json() == str(2**63 - 1)


def test_one_wrong_operation_loses_nothing_else(server: TestServer, run: str):
    receipt = server.write(
        run,
        {"op": "assign", "path": "note", "value": "kept"},
        {"op": "assign", "path": "sys/state", "value": "finished"},
        {"op": "fly", "path": "x"},
        {"op": "assign", "path": "big", "value": "x" * (17 * 2**20)},
        {"op": "assign", "path": "after", "value": 1},
    )
    assert sorted(refusal["code"] for refusal in receipt["refused"]) == ["invalid_path", "invalid_value", "too_large"]
    assert all(refusal["remedy"] for refusal in receipt["refused"])
    assert server.request("GET", f"{V1}/runs/{run}/value?path=note").body == b"kept"
    assert server.request("GET", f"{V1}/runs/{run}/value?path=after").json() == 1


def test_a_long_string_comes_back_whole(server: TestServer, run: str):
    text = "naïve \N{SNOWMAN} " * 100_000
    server.write(run, {"op": "assign", "path": "long", "value": text})
    answer = server.request("GET", f"{V1}/runs/{run}/value?path=long")
    assert answer.body.decode() == text
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/runs", {}, "project"),
        ("/runs", {"project": 3}, "project"),
        ("/runs", {"project": "digits", "resume": "perhaps"}, "resume"),
        ("/runs", {"project": "a\0b"}, "project"),
        ("/runs", {"project": "digits", "created_at": 10**30}, "created_at"),
        ("/runs", {"project": "digits", "tags": ["ok", "b\0"]}, "tags.1"),
        ("/uploads", {"size": -1}, "size"),
        ("/uploads", {"size": 2**60}, "size"),
        ("/uploads", {"size": 1, "digest": "../../etc/passwd"}, "digest"),
        ("/projects/ada/digits/table", {"limit": "many"}, "limit"),
        ("/projects/ada/digits/table", {"columns": [{"aggregate": "last"}]}, "columns.0.path"),
        ("/projects/ada/digits/table", {"group": {"grouping": {"by": ["x"]}, "key": "x"}}, "group.key"),
        ("/projects/ada/digits/table", {"group": {"grouping": {}, "key": "0" * 16}}, "group.grouping"),
        ("/projects/ada/digits/groups", {}, "grouping"),
        ("/projects/ada/digits/groups", {"grouping": {"by": ["x"] * 9}}, "grouping.by"),
        ("/projects/ada/digits/groups", {"grouping": {"by": ["a\0"]}}, "grouping.by.0"),
        ("/projects/ada/digits/groups", {"grouping": {"apart_from": ["seed"]}}, "seed"),
        ("/projects/ada/digits/groups", {"grouping": {"by": ["x"]}, "limit": 201}, "limit"),
        ("/projects/ada/digits/models/table", {"group": {"grouping": {}, "key": ""}}, "group"),
    ],
)
def test_a_wrong_field_is_named(server: TestServer, run: str, path: str, body: dict, field: str):
    answer = server.request("POST", V1 + path, body)
    assert answer.status in {413, 422}, answer
    document = answer.json()
    assert document["path"] == field
    assert field in document["detail"]
    assert document["remedy"]


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/series", {"series": [1] * 20_000}, "series"),
        ("/series", {"series": [{}] * 20_000}, "series"),
        ("/projects/ada/digits/table", {"columns": [1] * 20_000}, "columns"),
        ("/runs", {"project": "digits", "tags": [1] * 20_000}, "tags"),
        ("/sessions", {"origin": "a", "run": {"project": "digits", "tags": [1] * 20_000}}, "run.tags"),
    ],
)
def test_lists_without_end_are_refused_at_once(server: TestServer, run: str, path: str, body: dict, field: str):
    assert server.request("POST", V1 + path, body).problem(413, "too_large")["path"] == field


def test_surrogates_in_a_request_are_an_error_of_the_caller(server: TestServer):
    for body in (
        b'{"project": "a\\ud800b"}',
        b'{"project": "d", "name": "\\udfff"}',
        b'{"project": "d", "id": "\\ud800"}',
    ):
        answer = server.request("POST", f"{V1}/runs", body, {"Content-Type": "application/json"})
        assert answer.status in {400, 422}, answer
        answer.json()


@pytest.mark.parametrize("body", [b"", b"[]", b"3", b"{", b"\xff", b"null", b"[" * 10**5])
def test_bodies_that_are_no_object(server: TestServer, body: bytes):
    answer = server.request("POST", f"{V1}/runs", body, {"Content-Type": "application/json"})
    assert answer.status in {400, 415, 422}, answer
    assert answer.json()["remedy"]


def test_unknown_things_are_problems_too(server: TestServer):
    server.request("GET", f"{V1}/runs/DIG-999999").problem(404, "run_not_found")
    server.request("GET", f"{V1}/runs/x%00y").problem(422)
    server.request("GET", f"{V1}/projects/ada/absent").problem(404, "project_not_found")
    server.request("GET", f"{V1}/absent").problem(404)
    server.request("DELETE", f"{V1}/info").problem(405)
    server.request("POST", f"{V1}/runs/absent/operations", {"operations": []}).problem(404, "run_not_found")
    answer = server.request("POST", f"{V1}/projects/ada/digits/table", {"query": "config/lr <"})
    assert isinstance(answer.problem(400, "invalid_query")["position"], int)
