"""What Neptune's exporter wrote: a folder of Parquet files, and one of files beside it."""
