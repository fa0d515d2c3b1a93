"""Field values, points, lines, statistics and file rows, in the ClickHouse engine."""
