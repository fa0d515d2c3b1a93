"""Plain requests to a server, for tests: no client of ours in between."""

import http.client
import json
import secrets
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

V1: Final = "/api/v1"


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer; the names of its headers are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    def problem(self, status: int, code: str = "") -> dict[str, Any]:
        """Check that this is a whole problem document, and return it."""
        assert self.status == status, self
        assert self.headers["content-type"] == "application/problem+json", self
        document: dict[str, Any] = self.json()
        assert document["status"] == status, self
        assert document["detail"], self
        assert document["remedy"], self
        assert not code or document["code"] == code, self
        return document


class Requests:
    """Sends requests to one server as the person of one token."""

    url: str
    token: str

    def request(
        self, method: str, path: str, body: bytes | object = b"", headers: dict[str, str] | None = None
    ) -> Answer:
        """Send one request; a body other than bytes is sent as JSON. An empty header is left out.

        Raises:
            OSError: the server is gone, or went in the middle of its answer.
        """
        heads = {"Authorization": f"Bearer {self.token}", **(headers or {})}
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
            heads.setdefault("Content-Type", "application/json")
        parts = urlsplit(self.url)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        try:
            connection.request(method, path, body or None, {name: value for name, value in heads.items() if value})
            response = connection.getresponse()
            names = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, names, response.read())
        except http.client.HTTPException as error:
            raise ConnectionError(f"{method} {path}: half an answer: {error!r}") from error
        finally:
            connection.close()

    def _send(self, method: str, path: str, body: bytes | object = b"", status: int = 200) -> Any:
        answer = self.request(method, V1 + path, body)
        assert answer.status == status, answer
        return answer.json()

    def make_run(self, project: str = "digits", **more: object) -> str:
        """Make a run and return its uid."""
        run: str = self._send("POST", "/runs", {"project": project, **more}, 201)["uid"]
        return run

    def write(self, run: str, *operations: dict[str, Any]) -> dict[str, Any]:
        """Write operations to a run and return the receipt."""
        receipt: dict[str, Any] = self._send("POST", f"/runs/{run}/operations", {"operations": operations})
        return receipt

    def upload(self, content: bytes) -> str:
        """Upload a file and return its digest."""
        id = self._send("POST", "/uploads", {"size": len(content)})["id"]
        self._send("PUT", f"/uploads/{id}?offset=0", content)
        digest: str = self._send("POST", f"/uploads/{id}/complete")["digest"]
        return digest

    def attach(self, run: str, path: str, content: bytes, **more: object) -> str:
        """Upload a file, attach it to a run and return its digest."""
        digest = self.upload(content)
        receipt = self.write(run, {"op": "attach", "path": path, "digest": digest, **more})
        assert receipt["refused"] == [], receipt
        return digest

    def make_token(self, **more: object) -> str:
        """Make an API token and return it."""
        token: str = self._send("POST", "/tokens", {"name": secrets.token_hex(4), **more}, 201)["token"]
        return token

    def sign_in(self, key: str) -> str:
        """Open the local link as a browser does and return the cookie."""
        answer = self.request("GET", f"/open?key={key}", headers={"Authorization": ""})
        assert answer.status == 303, answer
        return answer.headers["set-cookie"].partition(";")[0]
