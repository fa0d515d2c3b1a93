"""One real server for all tests of the edge, and short ways to log to it."""

import uuid
from collections.abc import Iterator

import pytest

from seamark.testing.server import Answer, TestServer

V1 = "/api/v1"


class Client(TestServer):
    """A test server with the calls that many tests make."""

    def make_run(self, project: str = "ada/digits", **more) -> str:
        answer = self.request("POST", f"{V1}/runs", {"project": project, **more})
        assert answer.status == 201, answer
        return answer.json()["uid"]

    def write(self, run: str, *operations) -> dict:
        answer = self.request("POST", f"{V1}/runs/{run}/operations", {"operations": operations})
        assert answer.status == 200, answer
        return answer.json()

    def upload(self, content: bytes) -> str:
        begun = self.request("POST", f"{V1}/uploads", {"size": len(content)}).json()
        sent = self.request("PUT", f"{V1}/uploads/{begun['id']}?offset=0", content)
        assert sent.status == 200, sent
        done = self.request("POST", f"{V1}/uploads/{begun['id']}/complete")
        assert done.status == 200, done
        return done.json()["digest"]

    def attach(self, run: str, path: str, content: bytes, **more) -> str:
        digest = self.upload(content)
        receipt = self.write(run, {"op": "attach", "path": path, "digest": digest, **more})
        assert receipt["refused"] == [], receipt
        return digest

    def make_token(self, **more) -> str:
        answer = self.request("POST", f"{V1}/tokens", {"name": uuid.uuid4().hex, **more})
        assert answer.status == 201, answer
        return answer.json()["token"]

    def sign_in(self) -> str:
        """Open the local link; returns the cookie."""
        from seamark.testing.server import KEY

        answer = self.request("GET", f"/open?key={KEY}", headers={"Authorization": ""})
        assert answer.status == 303, answer
        return answer.headers["set-cookie"].partition(";")[0]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with Client(tmp_path_factory.mktemp("server") / "data", "--allow-host", "seamark.example") as running:
        yield running
        assert running.log == ""


def problem(answer: Answer, status: int, code: str | None = None) -> dict:
    """Check that an answer is a whole problem document, and return it."""
    assert answer.status == status, answer
    assert answer.headers["content-type"] == "application/problem+json"
    document = answer.json()
    assert document["status"] == status
    assert document["detail"]
    assert document["remedy"]
    if code is not None:
        assert document["code"] == code
    return document
