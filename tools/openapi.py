"""Writes docs/openapi.json, from which the browser's types are generated."""

import json
from pathlib import Path

from seamark.server.app import describe_api

Path(__file__).parents[1].joinpath("docs", "openapi.json").write_text(json.dumps(describe_api(), indent=1) + "\n")
