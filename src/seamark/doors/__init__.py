"""Foreign trackers' wires, one folder each: the unmodified client of another tracker logs to this server."""
