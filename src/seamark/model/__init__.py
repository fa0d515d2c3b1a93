"""What a run is: paths, types, operations, limits, errors. No input, no output."""
