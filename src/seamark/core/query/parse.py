"""From the text of a query to its tree."""

from functools import cache
from typing import Final, NoReturn

from lark import Lark, Token, UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken

from seamark.core.query.build import build
from seamark.model import limits
from seamark.model.errors import InvalidQuery
from seamark.model.query import Query

_WORDS: Final = {
    "NAME": "a field",
    "BACKQUOTED": "a field",
    "AGGREGATE": "a field",
    "OPERATOR": "an operator such as = or <",
    "WORD": "a value",
    "QUOTED": "a value",
    "TYPE": "a type such as float",
    "LPAR": "(",
    "RPAR": ")",
    "_COLON": ":",
    "$END": "the end",
}
_REMEDY: Final = 'A query reads like: train/loss < 0.2 AND sys/tags CONTAINS "best"'


@cache
def _grammar() -> Lark:
    return Lark.open("grammar.lark", rel_to=__file__, parser="lalr", maybe_placeholders=True)


def parse(text: str) -> Query:
    """Return the tree of a query.

    Raises:
        InvalidQuery: with the position of the mistake and what was expected there.
    """
    if len(text) > limits.QUERY_CHARACTERS:
        raise InvalidQuery(
            f"The query has {len(text):,} characters; the longest has {limits.QUERY_CHARACTERS:,}.", "Shorten it."
        )
    try:
        tree = _grammar().parse(text)
    except UnexpectedInput as mistake:
        _refuse(text, mistake)
    return build(tree)


def _refuse(text: str, mistake: UnexpectedInput) -> NoReturn:
    match mistake:
        case UnexpectedToken(token=Token(type="$END")) | UnexpectedEOF():
            position, found = len(text), "the end"
        case UnexpectedCharacters():
            position, found = mistake.pos_in_stream or 0, _shown(text[mistake.pos_in_stream or 0 :])
        case UnexpectedToken():
            position = mistake.token.start_pos or 0
            found = _shown(str(mistake.token))
        case _:
            position, found = 0, _shown(text)
    expected = _expected(mistake)
    raise InvalidQuery(
        f"At character {position + 1}: found {found}, expected {expected}.", _REMEDY, position=position
    ) from None


def _shown(rest: str) -> str:
    word = rest.split(maxsplit=1)[0] if rest.strip() else rest
    return f'"{word[:40]}"'


def _expected(mistake: UnexpectedInput) -> str:
    names: set[str] = getattr(mistake, "accepts", None) or getattr(mistake, "allowed", None) or set()
    if isinstance(mistake, UnexpectedToken) and not names:
        names = set(mistake.expected)
    words = sorted({_WORDS.get(name, name.lstrip("_")) for name in names})
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0] if words else "a condition"
