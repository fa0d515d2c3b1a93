"""The suites every engine passes, an in-memory server, strategies and samples."""
