"""Plain requests in Neptune's wire: no client in between."""

import base64
import json
from typing import Any

from seamark.doors.neptune.calls import write_access_token
from seamark.testing.requests import Answer
from seamark.testing.server import TestServer
from seamark.wire.tokens import read_secret

LEADERBOARD = "/api/leaderboard/v1"


class Wire:
    """Speaks as one person's client."""

    def __init__(self, server: TestServer, token: str = "") -> None:
        self.server = server
        _, secret = read_secret(token or server.token)
        self.heads = {"Authorization": f"Bearer {write_access_token(secret, server.url)}"}

    def call(self, method: str, path: str, body: Any = b"", **heads: str) -> Answer:
        return self.server.request(method, path, body, self.heads | {n.replace("_", "-"): v for n, v in heads.items()})

    def make_run(self, project: str = "ada/client", **more: Any) -> str:
        made = self.call("POST", f"{LEADERBOARD}/experiments", {"projectIdentifier": project, "type": "run", **more})
        assert made.status == 200, made
        return made.json()["id"]

    def execute(self, run: str, *operations: Any) -> list[dict[str, str]]:
        done = self.call("POST", f"{LEADERBOARD}/attributes/operations?experimentId={run}", list(operations))
        assert done.status == 200, done
        return done.json()

    def values(self, run: str, path: str, kind: str = "float", **window: int) -> list[Any]:
        query = "".join(f"&{name}={value}" for name, value in window.items())
        found = self.call("GET", f"{LEADERBOARD}/attributes/series/{kind}?experimentId={run}&attribute={path}{query}")
        assert found.status == 200, found
        return found.json()["values"]

    def attributes(self, run: str) -> dict[str, Any]:
        found = self.call("GET", f"{LEADERBOARD}/attributes?experimentId={run}").json()["attributes"]
        return {one["name"]: one[f"{one['type']}Properties"] for one in found}


def log(path: str, *values: float, steps: list[float | None] | None = None, at: int = 1_700_000_000_000) -> Any:
    """Return an operation that logs numbers."""
    entries = [
        {"value": value, "step": None if steps is None else steps[index], "timestampMilliseconds": at + index}
        for index, value in enumerate(values)
    ]
    return {"path": path, "logFloats": {"entries": entries}}


def read_claims(token: str) -> dict[str, Any]:
    part = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
