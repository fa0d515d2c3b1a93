"""What the server decides, with no HTTP in sight: ingest, read, tables, charts, live, query, access, upkeep."""
