"""Types, shapes and kinds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seamark.model.values import FACTS, TYPE_OF_CODE, FieldType, Kind, Shape, merge_types

NUMBERS = (FieldType.BOOL, FieldType.INT, FieldType.FLOAT)
FILES = (FieldType.FILE, FieldType.TABLE, FieldType.ARTIFACT)

types = st.sampled_from(list(FieldType))


def test_each_type_has_facts_and_a_code_of_its_own():
    assert set(FACTS) == set(FieldType)
    assert {TYPE_OF_CODE[type.code] for type in FieldType} == set(FieldType)
    for type in FieldType:
        assert (type.shape, type.kind) == (FACTS[type].shape, FACTS[type].kind)


def test_codes_never_change():
    codes = {
        "bool": 1, "int": 2, "float": 3, "string": 4, "datetime": 5, "json": 6, "string_set": 7, "float_series": 8,
        "string_series": 9, "histogram_series": 10, "file": 11, "file_series": 12, "file_set": 13, "table": 14,
        "artifact": 15, "git_ref": 16, "notebook_ref": 17,
    }  # fmt: skip
    assert {type.value: type.code for type in FieldType} == codes


@given(types)
def test_the_same_type_stays(type):
    assert merge_types(type, type) is type


@given(st.sampled_from(NUMBERS), st.sampled_from(NUMBERS))
def test_numbers_widen_and_never_narrow(present, written):
    merged = merge_types(present, written)
    assert merged is NUMBERS[max(NUMBERS.index(present), NUMBERS.index(written))]
    assert merge_types(written, present) is merged


@given(st.sampled_from(FILES), st.sampled_from(FILES))
def test_one_file_replaces_another(present, written):
    assert merge_types(present, written) is written


@given(types, types)
def test_anything_else_is_a_conflict(present, written):
    allowed = present is written or {present, written} <= set(NUMBERS) or {present, written} <= set(FILES)
    assert (merge_types(present, written) is not None) == allowed


@given(types, types)
def test_a_merge_keeps_kind_and_shape(present, written):
    merged = merge_types(present, written)
    if merged is not None:
        assert (merged.kind, merged.shape) == (present.kind, present.shape)


def test_shapes_and_kinds_agree():
    of_shape = {shape: {type.kind for type in FieldType if type.shape is shape} for shape in Shape}
    assert of_shape[Shape.SINGLE] == {Kind.NUMBER, Kind.TEXT, Kind.TIME, Kind.JSON}
    assert of_shape[Shape.SERIES] == {Kind.SERIES}
    assert of_shape[Shape.SET] == {Kind.SET}
    assert of_shape[Shape.FILE] == {Kind.FILE, Kind.SERIES}


@pytest.mark.parametrize("name", ["float_series", "string"])
def test_names_are_what_stands_on_the_wire(name):
    assert FieldType(name) == name
