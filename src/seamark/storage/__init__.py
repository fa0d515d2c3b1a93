"""Where it rests: the catalog, the columns, the blobs, each behind a small protocol."""
