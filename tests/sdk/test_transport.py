"""Every failure of a server or of the way to it becomes one of Seamark's errors."""

import time

import pytest

from seamark.model import errors
from seamark.sdk.transport import Transport, make_error
from seamark.wire.api.problems import Problem
from seamark.wire.api.server import Info


def test_answers_are_decoded_and_connections_kept(pretended):
    transport = Transport(pretended.url, "secret")
    assert transport.get("/info", Info).server_id == "one"
    assert transport.get("/info", Info).mode == "team"
    transport.close()


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("400", errors.Unavailable),
        ("404", errors.Unavailable),
        ("413", errors.ProxyLimit),
        ("500", errors.Unavailable),
        ("502", errors.Unavailable),
        ("507", errors.StorageFull),
        ("drop", errors.ServerUnreachable),
        ("half", errors.ServerUnreachable),
        ("hang", errors.ServerUnreachable),
    ],
)
def test_faults_become_errors_of_ours(pretended, fault: str, kind: type):
    transport = Transport(pretended.url, patience=0, read_seconds=0.3)
    pretended.faults.append(fault)
    with pytest.raises(kind):
        transport.request("POST", "/uploads", body=b'{"size": 3, "digest": "00"}')
    assert transport.get("/info", Info).server_id == "one"
    transport.close()


def test_what_answers_cannot_fill_the_memory(pretended, monkeypatch: pytest.MonkeyPatch):
    transport = Transport(pretended.url, patience=0)
    pretended.faults.append("inflating")
    assert len(transport.request("POST", "/uploads").body) < 20_000
    monkeypatch.setattr("seamark.sdk.transport.ANSWER_BYTES", 5_000)
    pretended.faults.append("long")
    with pytest.raises(errors.Unavailable, match="more than 5,000 bytes"):
        transport.request("POST", "/uploads")
    assert transport.get("/info", Info).server_id == "one"
    transport.close()


@pytest.mark.parametrize("fault", ["429", "503"])
def test_a_busy_server_is_asked_again_in_silence(pretended, fault: str):
    transport = Transport(pretended.url)
    pretended.faults.extend([fault, fault])
    began = time.monotonic()
    answer = transport.request("POST", "/uploads", body=b'{"size": 3, "digest": "00"}')
    assert answer.status == 200
    assert 0.2 <= time.monotonic() - began < 10
    transport.close()


def test_without_patience_the_wait_is_told(pretended):
    transport = Transport(pretended.url, patience=0)
    pretended.faults.append("503")
    with pytest.raises(errors.Unavailable) as caught:
        transport.request("POST", "/uploads", body=b'{"size": 3, "digest": "00"}')
    assert caught.value.retry_after == pytest.approx(0.1)
    transport.close()


def test_a_server_that_is_not_there_is_said_in_words():
    transport = Transport("http://127.0.0.1:9")
    with pytest.raises(errors.ServerUnreachable, match=r"127\.0\.0\.1:9 does not answer \(connection refused\)"):
        transport.get("/info", Info)


def test_a_name_that_is_not_known_is_said_in_words():
    transport = Transport("http://nowhere.invalid")
    with pytest.raises(errors.ServerUnreachable, match="its name is not known here"):
        transport.get("/info", Info)


def test_a_refused_token_is_not_signed_in(pretended):
    pretended.tokens = {"good"}
    with pytest.raises(errors.NotSignedIn, match="expired 3 Nov"):
        Transport(pretended.url, "bad").request("POST", "/uploads", body=b"{}")


def test_something_that_is_not_seamark_is_told_apart(pretended):
    with pytest.raises(errors.Unavailable, match="not Seamark's"):
        Transport(pretended.url).send("POST", "/uploads", {"size": 1, "digest": "00"}, Info)


def test_problem_documents_become_their_errors():
    problem = Problem(title="", status=404, detail="None.", code="run_not_found", remedy="Look.", path="p")
    error = make_error(problem)
    assert isinstance(error, errors.RunNotFound)
    assert (error.detail, error.remedy, error.path) == ("None.", "Look.", "p")
    query = make_error(Problem(title="", status=400, detail="No.", code="invalid_query", position=7))
    assert isinstance(query, errors.InvalidQuery)
    assert query.position == 7
    assert isinstance(make_error(Problem(title="", status=403, detail="", code="of the future")), errors.Forbidden)
    assert isinstance(make_error(Problem(title="", status=599, detail="", code="of the future")), errors.Unavailable)
