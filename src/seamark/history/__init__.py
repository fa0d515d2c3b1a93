"""History: what other trackers left behind, brought in through the running server."""
