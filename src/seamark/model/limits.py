"""Every limit of Seamark, in one place; ``GET /api/v1/info`` shows them.

Sizes are bytes of UTF-8 unless said otherwise. A soft limit warns at half of the hard one.
"""

from typing import Final

PATH_BYTES: Final = 1024
"""Longest field path."""
STRING_BYTES: Final = 16 * 2**20
"""Longest string value."""
STRING_HEAD_BYTES: Final = 64 * 2**10
"""What of a string value stays in ``fields``; a longer one also lies whole in a blob."""
STRING_POINT_BYTES: Final = 2**20
"""Longest point of a string series."""
JSON_DEPTH: Final = 100
"""Deepest nesting of one json value."""
JSON_BYTES: Final = 2**20
"""Longest json value, encoded."""
TAG_BYTES: Final = 1024
"""Longest item of a string set."""
NAME_CHARACTERS: Final = 730
"""Longest name or own id of a run, in characters."""
FORK_DEPTH: Final = 32
"""Most runs that a fork goes on from, one behind the other."""
CAPTION_CHARACTERS: Final = 10_000
"""Longest caption of a file."""
REQUEST_BYTES: Final = 64 * 2**20
"""Largest request body with operations, also once inflated."""
MESSAGE_BYTES: Final = 4 * 2**20
"""Largest request body of any other kind, uploads aside."""
MESSAGE_ITEMS: Final = 10_000
"""Longest list in such a body."""
OPEN_BYTES: Final = 16 * 2**10
"""Largest request body of whoever is not signed in."""
UPLOAD_PART_BYTES: Final = 64 * 2**20
"""Largest part of an upload."""
BATCH_OPERATIONS: Final = 100_000
"""Most operations in one batch; points inside an ``extend`` count one each."""
REFUSALS: Final = 1_000
"""Most refused operations that an answer tells one by one."""
OBJECT_FIELDS: Final = 1_000_000
"""Most fields of one object."""
SET_ITEMS: Final = 10_000
"""Most items of a string set."""
HISTOGRAM_BINS: Final = 512
"""Most bins of one histogram point."""
SEQ: Final = 2**53 - 1
"""Highest number of an operation in its origin."""
TABLE_PAGE_ROWS: Final = 1_000
"""Most rows of one table page."""
TABLE_COLUMNS: Final = 1_000
"""Most columns of one table page."""
TABLE_SORTS: Final = 8
"""Most keys to sort by."""
GROUPS_PAGE: Final = 200
"""Most groups of one page."""
GROUP_FIELDS: Final = 8
"""Most fields to group by, and most that a grouping by configuration leaves out."""
GROUP_RUNS: Final = 50
"""Runs of a group that a page of groups names."""
VALUES_PAGE: Final = 1_000
"""Most values of a field in one list."""
SEARCH_RESULTS: Final = 100
"""Most projects, and most runs, that one search finds."""
FIELDS_PAGE: Final = 20_000
"""Most fields in one page."""
FIELDS_OF_MANY: Final = 1_000_000
"""Most fields of several objects in one answer."""
DIFFERENCES_RUNS: Final = 200
"""Most runs whose changes are told in one answer."""
CHANGES: Final = 200
"""Most changes that are named of each."""
COMPARED_RUNS: Final = 50
"""Most runs side by side."""
COMPARED_FIELDS: Final = 1_000
"""Most fields in one page of runs side by side."""
LINES_PAGE: Final = 10_000
"""Most lines in one page."""
FILES_PAGE: Final = 10_000
"""Most files in one page."""
SERIES_REQUEST: Final = 1_000
"""Most series in one request."""
QUERY_CHARACTERS: Final = 10_000
"""Longest query, in characters."""
QUERY_TERMS: Final = 100
"""Most comparisons in one query."""
POINTS_PAGE: Final = 1_000_000
"""Most raw points in one page."""
SERIES_BUCKETS: Final = 4_000
"""Most buckets of one series."""
VIEWS: Final = 1_000
"""Most shared views of one project."""
PRIVATE_VIEWS: Final = 100
"""Most private views of one person in one project."""
VIEW_NAME_CHARACTERS: Final = 120
"""Longest name of a view, in characters."""
VIEW_CHARACTERS: Final = 20_000
"""Longest address of a view, in characters."""
LINKS: Final = 10_000
"""Most short links of one project."""
LINK_CHARACTERS: Final = 100_000
"""Longest address that is made short, in characters."""
COLOURS: Final = 10
"""Colours that a run may be given."""
BULK_RUNS: Final = 1_000
"""Most runs that one request changes."""
BULK_TAGS: Final = 100
"""Most tags that such a request adds, or removes."""
EDITS: Final = 100
"""Newest edits by hand that are kept of one field."""
EDITS_REQUEST: Final = 1_000
"""Fields of one request whose edits by hand are kept; further ones are written all the same."""
EDIT_BYTES: Final = 64 * 2**10
"""What is kept of a value that was edited by hand, as JSON."""
EDITS_PAGE: Final = 1_000
"""Most edits in one page."""
TABLE_BYTES: Final = 2**30
"""Largest Parquet file whose rows are read for a page."""
BLOB_BYTES: Final = 5 * 2**40
"""Largest file."""


def as_mapping() -> dict[str, int]:
    """Return each limit under its lower-case name, for ``GET /api/v1/info``."""
    return {name.lower(): value for name, value in globals().items() if name.isupper()}
