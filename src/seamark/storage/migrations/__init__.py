"""The catalog's migrations, one tree for SQLite and PostgreSQL; each is run once, in order, and never edited."""
