"""Requests and answers of ``/api/v1``: frozen dataclasses, read by FastAPI and by the client alike.

Times are int64 microseconds since 1970 UTC. ``/api/v1`` grows by optional fields only. A client loads
the modules that it needs: making a dataclass costs half a millisecond.
"""
