"""The query language: texts to trees, mistakes, and trees to the same runs as plain Python finds."""

import math
import operator
import random
import re
from functools import partial

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from seamark.core.ingest.statistics import empty_stats, measure
from seamark.core.query.compile import compile_query
from seamark.core.query.literals import read_moment, read_word
from seamark.core.query.parse import parse
from seamark.model.errors import InvalidQuery
from seamark.model.query import Aggregate, And, Compare, Contains, Exists, FieldRef, Matches, Not, Or
from seamark.model.values import FieldType
from seamark.storage.columns.rows import FieldRow, PageRequest, Sql, StatsRow

NOW = 1_790_000_000_000_000
DAY = 86_400_000_000


# ---- texts to trees -----------------------------------------------------------------------------


def test_the_language_reads_as_documented():
    text = 'train/loss:floatSeries < 0.2 AND (sys/tags:stringSet CONTAINS "best" OR NOT config/lr >= 1e-3)'
    assert parse(text) == And(
        (
            Compare(FieldRef("train/loss", FieldType.FLOAT_SERIES), "<", 0.2),
            Or(
                (
                    Contains(FieldRef("sys/tags", FieldType.STRING_SET), "best"),
                    Not(Compare(FieldRef("config/lr"), ">=", 1e-3)),
                )
            ),
        )
    )


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a = 1", Compare(FieldRef("a"), "=", 1)),
        ("a==1", Compare(FieldRef("a"), "=", 1)),
        ("a != true", Compare(FieldRef("a"), "!=", True)),
        ("a = 9007199254740993", Compare(FieldRef("a"), "=", 2**53 + 1)),
        ("a < -Infinity", Compare(FieldRef("a"), "<", -math.inf)),
        ("size > 50MB", Compare(FieldRef("size"), ">", 50_000_000)),
        ("size > 1KiB", Compare(FieldRef("size"), ">", 1024)),
        ("sys/state = running", Compare(FieldRef("sys/state"), "=", "running")),
        ('a = "5"', Compare(FieldRef("a"), "=", "5")),
        ("a:string = 5", Compare(FieldRef("a", FieldType.STRING), "=", "5")),
        ("a : float >= '0.5'", Compare(FieldRef("a", FieldType.FLOAT), ">=", 0.5)),
        ("sys/created_at > -2d", Compare(FieldRef("sys/created_at"), ">", "-2d")),
        ("`odd (path)`:int = 3", Compare(FieldRef("odd (path)", FieldType.INT), "=", 3)),
        ("average(val/acc) > 3", Compare(FieldRef("val/acc", None, Aggregate.MEAN), ">", 3)),
        ("max(val/acc:floatSeries)>3", Compare(FieldRef("val/acc", FieldType.FLOAT_SERIES, Aggregate.MAX), ">", 3)),
        ("sys/state:experimentState = x", Compare(FieldRef("sys/state", FieldType.STRING), "=", "x")),
        ('a MATCHES "^v\\.\\d$"', Matches(FieldRef("a"), "^v\\.\\d$")),
        ('a NOT CONTAINS "x"', Not(Contains(FieldRef("a"), "x"))),
        ("a exists", Exists(FieldRef("a"))),
        ("not not a EXISTS", Exists(FieldRef("a"))),
        ("NOT(a=1)", Not(Compare(FieldRef("a"), "=", 1))),
        ("android/x=1", Compare(FieldRef("android/x"), "=", 1)),
        ("last=1", Compare(FieldRef("last"), "=", 1)),
        ("a=1 or b=2 and c=3", Or((parse("a=1"), And((parse("b=2"), parse("c=3")))))),
    ],
)
def test_texts_and_their_trees(text, tree):
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "position", "expected"),
    [
        ("", 0, "a field"),
        ("a", 1, "an operator"),
        ("a =", 3, "a value"),
        ("a = 5 b", 6, "AND, OR or the end"),
        ("(a=1", 4, ")"),
        ("key: float = (-_-)", 13, "a value"),
        ("x:foo = 1", 2, "float, int"),
        ('x:float = "abc"', 10, "a number"),
        ("x:bool = 3", 9, "true or false"),
        ("x:datetime > soon", 13, "a time"),
        ('x:float CONTAINS "a"', 0, "another type"),
        ("last(x:float) = 1", 7, "floatSeries"),
        ("x < true", 2, "= or !="),
        ('x MATCHES "("', 10, "a regular expression"),
        (f'x MATCHES "{"(" * 2_000}{")" * 2_000}"', 10, "a simpler one"),
        ('x MATCHES "a{99999999999999999999}"', 10, "a simpler one"),
        ("a//b = 1", 0, "empty part"),
        ('min(x) = "a"', 9, "a number"),
        ('a = "abc', 4, "a value"),
    ],
)
def test_mistakes_tell_their_place_and_what_was_expected(text, position, expected):
    with pytest.raises(InvalidQuery) as caught:
        parse(text)
    assert caught.value.position == position
    assert expected in caught.value.detail


def test_monsters_are_refused_or_read_and_never_exhaust_the_stack():
    assert parse("NOT " * 2000 + "a=1") == parse("a=1")
    assert parse("(" * 3000 + "a=1" + ")" * 3000) == parse("a=1")
    for text in ("NOT (" * 700 + "a=1" + " AND b=1)" * 700, " OR ".join(["a=1"] * 101), "a" * 10_001):
        with pytest.raises(InvalidQuery):
            parse(text)


def test_moments():
    assert read_moment("1970-01-02", 0) == DAY
    assert read_moment("1970-01-01T01:00:00.000001+01:00", 0) == 1
    assert read_moment("-2d", NOW) == NOW - 2 * DAY
    assert read_moment("-3M", NOW) == NOW - 90 * DAY
    assert read_moment("soon", NOW) is None
    assert read_word("-2d") == "-2d"


# ---- trees to runs ------------------------------------------------------------------------------

PATHS = ["p/a", "p/b", "p/c", "p/d"]
WORDS = ["", "a", "ab", "b.b", "é'\"\\", "2026-03-01"]
NUMBERS = [0.0, -0.0, 0.5, 1.0, -2.0, 3.0, math.inf, -math.inf, math.nan]
WHOLES = [0, 1, -2, 3, 2**53, 2**53 + 1, -(2**63), 2**63 - 1]
MOMENTS = [read_moment("2026-03-01", 0), NOW - 3 * DAY, NOW]
SINGLES = {
    FieldType.BOOL: [True, False],
    FieldType.INT: WHOLES,
    FieldType.FLOAT: NUMBERS,
    FieldType.STRING: WORDS,
    FieldType.DATETIME: MOMENTS,
    FieldType.JSON: [["a"], {"b": 1}],
}
NUMERIC = {FieldType.INT, FieldType.FLOAT}


@pytest.fixture(scope="module")
def crowd(shelf):
    """Runs with random fields, some cleared, deleted or made anew."""
    random_ = random.Random(7)
    project, model = shelf.project(), {}
    drafts = [Draft(shelf, run, random_) for run in (shelf.run(project) for _ in range(40))]
    for rows in zip(*(draft.rows for draft in drafts), strict=True):
        both = [row for part in rows for row in part]
        shelf.write(
            fields=[row for row in both if isinstance(row, FieldRow)],
            stats=[row for row in both if isinstance(row, StatsRow)],
        )
    for draft in drafts:
        fields, _ = shelf.columns.fields(project.number, draft.run.number)
        stats = shelf.columns.stats(project.number, draft.run.number, PATHS)
        model[draft.run.number] = {field.path: (field, stats.get(field.path)) for field in fields}
    return Crowd(project, model)


class Crowd:
    """A project, and per run its fields with their statistics."""

    def __init__(self, project, model):
        self.project, self.model = project, model


class Draft:
    """The rows of one run in three commits: what was, its end, what is now."""

    def __init__(self, shelf, run, random_):
        self.shelf, self.run, self.random = shelf, run, random_
        self.rows = ([], [], [])
        for path in PATHS:
            generation = 0
            if random_.random() < 0.2:
                self.series(0, path, generation)
                generation = 1
                self.field(1, path, None, FieldType.FLOAT_SERIES, generation, deleted=True)
            self.give(path, random_.choice([None, "empty", "series", "lines", "set", *SINGLES, *SINGLES]), generation)

    def give(self, path, kind, generation):
        match kind:
            case "empty":
                self.field(2, path, None, FieldType.FLOAT_SERIES, generation)
            case "series":
                self.series(2, path, generation)
            case "lines":
                self.field(2, path, None, FieldType.STRING_SERIES, generation)
                stats = empty_stats(self.run.project, self.run.number, path, generation)
                self.rows[2].append(replace(stats, count=2, last_text=self.random.choice(WORDS)))
            case "set":
                self.field(2, path, self.random.sample(WORDS, 2), FieldType.STRING_SET, generation)
            case FieldType():
                self.field(2, path, self.random.choice(SINGLES[kind]), kind, generation)

    def field(self, commit, path, value, type, generation, **more):
        self.rows[commit].append(self.shelf.field(self.run, path, value, type, generation, **more))

    def series(self, commit, path, generation):
        values = [self.random.choice(NUMBERS) for _ in range(self.random.randint(1, 3))]
        moments = measure(np.array(values))
        self.field(commit, path, None, FieldType.FLOAT_SERIES, generation)
        self.rows[commit].append(
            replace(
                empty_stats(self.run.project, self.run.number, path, generation),
                count=moments.count,
                nans=moments.nans,
                min=moments.minimum,
                max=moments.maximum,
                mean=moments.mean,
                variance=moments.variance,
                first=values[0],
                last=values[-1],
            )
        )


def holds(query, fields):
    """Say whether a run with these fields is wanted: the language in plain Python."""
    match query:
        case Not(term):
            return not holds(term, fields)
        case And(terms):
            return all(holds(term, fields) for term in terms)
        case Or(terms):
            return any(holds(term, fields) for term in terms)
    field, stats = fields.get(query.field.path, (None, None))
    if field is None:
        return False
    asked = query.field.type
    if asked is not None and field.type is not asked and not {asked, field.type} <= NUMERIC:
        return False
    if isinstance(query, Exists):
        return True
    if isinstance(stats, StatsRow) and stats.count:
        return series_holds(query, field.type, stats)
    if query.field.aggregate is not None:
        return False
    return single_holds(query, field)


def single_holds(query, field):
    match query, field.type:
        case Compare(_, sign, bool() as value), FieldType.BOOL:
            return compare(sign, bool(field.integer), value)
        case Compare(_, _, bool()), _:
            return False
        case Compare(_, sign, int() as value), FieldType.INT:
            return compare(sign, field.integer, value)
        case Compare(_, sign, int() | float() as value), FieldType.INT | FieldType.FLOAT:
            return compare(sign, field.number, float(value))
        case Compare(_, sign, str() as value), FieldType.STRING:
            return compare(sign, field.text, value)
        case Compare(_, sign, str() as value), FieldType.DATETIME:
            moment = read_moment(value, NOW)
            return moment is not None and compare(sign, field.integer, moment)
        case Contains(_, text), FieldType.STRING:
            return text in field.text
        case Contains(_, text), FieldType.STRING_SET:
            return text in field.items
        case Matches(_, pattern), FieldType.STRING:
            return re.search(pattern, field.text) is not None
    return False


def series_holds(query, type, stats):
    aggregate = query.field.aggregate or Aggregate.LAST
    match query, type:
        case Compare(_, _, bool()), _:
            return False
        case Compare(_, sign, int() | float() as value), _ if aggregate is Aggregate.COUNT:
            return compare(sign, float(stats.count), float(value))
        case Compare(_, sign, int() | float() as value), FieldType.FLOAT_SERIES:
            return compare(sign, getattr(stats, aggregate.value), float(value))
        case _ if aggregate is not Aggregate.LAST or type is not FieldType.STRING_SERIES:
            return False
        case Compare(_, sign, str() as value), _:
            return compare(sign, stats.last_text, value)
        case Contains(_, text), _:
            return text in stats.last_text
        case Matches(_, pattern), _:
            return re.search(pattern, stats.last_text) is not None
    return False


def compare(sign, left, right):
    if isinstance(right, float) and math.isnan(right):
        return {"=": math.isnan(left), "!=": not math.isnan(left)}.get(sign, False)
    signs = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "!=": operator.ne}
    return signs.get(sign, operator.eq)(left, right)


signs = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
paths = st.sampled_from([*PATHS, "p/none"])
plain = st.builds(FieldRef, paths)
NUMBER_TYPES = [None, FieldType.INT, FieldType.FLOAT, FieldType.FLOAT_SERIES]
numeric = st.builds(FieldRef, paths, st.sampled_from(NUMBER_TYPES))
texts = st.builds(FieldRef, paths, st.sampled_from([None, FieldType.STRING, FieldType.STRING_SERIES]))
aggregates = st.builds(FieldRef, paths, st.sampled_from([None, FieldType.FLOAT_SERIES]), st.sampled_from(Aggregate))
numbers = st.sampled_from([*NUMBERS, *WHOLES, 2**70])
conditions = st.one_of(
    st.builds(Compare, numeric, signs, numbers),
    st.builds(Compare, aggregates, signs, numbers),
    st.builds(Compare, plain, st.sampled_from(["=", "!="]), st.booleans()),
    st.builds(Compare, texts, signs, st.sampled_from([*WORDS, "-2d", "2026-03-01T00:00Z"])),
    st.builds(Contains, st.one_of(texts, plain), st.sampled_from(["a", "b", "'", "é"])),
    st.builds(Matches, texts, st.sampled_from(["^a", "b.b$", "\\.", ""])),
    st.builds(Exists, st.builds(FieldRef, paths, st.sampled_from([None, *FieldType]))),
)
queries = st.recursive(
    conditions,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(And, st.lists(inner, min_size=2, max_size=3).map(tuple)),
        st.builds(Or, st.lists(inner, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=5,
)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(query=queries)
def test_sql_finds_the_runs_that_plain_python_finds(shelf, crowd, query):
    where = compile_query(query, crowd.project.number, NOW, partial(shelf.columns.types, crowd.project.number))
    shelf.columns.settle()
    found = shelf.columns._engine.select(Sql(text=f"SELECT bitmapToArray({where.text})", parameters=where.parameters))
    wanted = {object for object, fields in crowd.model.items() if holds(query, fields)}
    assert set(found.column(0)[0].as_py()) == wanted


def test_a_flag_of_the_run_that_was_never_written_stands_for_false(shelf):
    project = shelf.project()
    fine, failed = shelf.run(project), shelf.run(project, failed=True)
    find = partial(find_objects, shelf, project)
    assert find("sys/failed = false") == {fine.number}
    assert find("sys/failed != false") == {failed.number}
    assert find("sys/failed:bool = true") == {failed.number}
    assert find("sys/trashed:bool = false") == {fine.number, failed.number}


def find_objects(shelf, project, text):
    where = compile_query(parse(text), project.number, NOW, partial(shelf.columns.types, project.number))
    page = shelf.columns.page(
        PageRequest(project=project.number, total=1000, keys=[], sort=[], where=where, limit=1000)
    )
    return set(page.objects)


def test_a_query_never_becomes_sql(shelf):
    project = shelf.project()
    run = shelf.run(project, name="x' OR 1=1 --")
    shelf.run(project)
    assert find_objects(shelf, project, 'sys/name = "x\' OR 1=1 --"') == {run.number}
    assert find_objects(shelf, project, "`sys/name' OR 1 OR '` = 1") == set()


@pytest.mark.parametrize("pattern", ["(?=a)", r"(a)\\1", "a{1001}"])
def test_a_pattern_that_the_engine_does_not_know_is_a_mistake_of_the_query(shelf, pattern):
    project = shelf.project()
    shelf.run(project, name="a")
    with pytest.raises(InvalidQuery):
        find_objects(shelf, project, f'sys/name MATCHES "{pattern}"')
