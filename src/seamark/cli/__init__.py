"""The ``seamark`` command: one file per command."""
