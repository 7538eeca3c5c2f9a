"""What a table is declared in: a class whose attributes are columns, with rules between them.

A declaration is plain data, so that commands which only read start at once; the Pandera model that validates rows is
made from it when there are rows to validate.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, get_args

import polars as pl

if TYPE_CHECKING:
    import pandera.polars as pa

Function = TypeVar("Function", bound=Callable[..., pl.LazyFrame])
_TYPES: dict[object, pl.DataType] = {str: pl.String(), int: pl.Int64(), bool: pl.Boolean(), pl.Date: pl.Date()}


class Rows(Protocol):
    """The rows that a rule between columns looks at."""

    @property
    def lazyframe(self) -> pl.LazyFrame:
        """All of them."""


@dataclass(frozen=True)
class Field:
    """What is said of a column: `limits` are in Pandera's words (`ge`, `le`, `isin`, `str_length`, `str_matches`)."""

    description: str
    title: str | None = None
    nullable: bool = False
    metadata: Mapping[str, Any] = field(default_factory=dict)
    limits: Mapping[str, Any] = field(default_factory=dict)


class Table:
    """A table: annotated attributes are its columns, the docstring says what one row is.

    `Config` has the table's `name`, whether it is `strict` (it always is) and which columns are `unique` together.
    Subclasses have the columns and rules of what they inherit besides their own.
    """

    class Config:
        """Of a table that has no name: what is only inherited."""

        name = ""

    @classmethod
    def to_schema(cls) -> "pa.DataFrameSchema":
        """The table as Pandera validates it."""
        return _pandera_model(cls).to_schema()

    @classmethod
    def validate(cls, rows: pl.DataFrame, *, lazy: bool = False) -> pl.DataFrame:
        """The rows. Raises what Pandera raises when they do not fit; when `lazy`, with all that does not."""
        validated: pl.DataFrame = _pandera_model(cls).validate(rows, lazy=lazy)
        return validated


def rule(error: str) -> Callable[[Function], Function]:
    """A rule between columns, told by the name `error`: a method from `Rows` to one column of true and false."""

    def ruled(function: Function) -> Function:
        function.error = error  # type: ignore[attr-defined]
        return function

    return ruled


def fields(model: type[Table]) -> dict[str, Field]:
    """What is said of each column, those that are inherited first."""
    return {
        name: said
        for part in reversed(model.__mro__)
        for name, said in vars(part).items()
        if isinstance(said, Field)
    }  # fmt: skip


def types(model: type[Table]) -> dict[str, pl.DataType]:
    """The Polars type of each column, those that are inherited first."""
    told: dict[str, object] = {}
    for part in reversed(model.__mro__):
        told |= vars(part).get("__annotations__", {})
    return {name: _type(told[name]) for name in fields(model)}


def name(model: type[Table]) -> str:
    """The name of the table; empty for what is only inherited."""
    return str(getattr(model.Config, "name", ""))


def unique(model: type[Table]) -> tuple[str, ...]:
    """The columns that no two rows have in common; none when rows may be equal."""
    return tuple(getattr(model.Config, "unique", ()))


def _type(annotation: object) -> pl.DataType:
    if parameters := get_args(annotation):
        dtype, *arguments = parameters
        return dtype(*arguments)  # type: ignore[no-any-return]
    return _TYPES[annotation]


_made: dict[type[Table], "type[pa.DataFrameModel]"] = {}
"""The Pandera models that have been made."""


def _pandera_model(model: type[Table]) -> "type[pa.DataFrameModel]":
    import pandera.polars as pa

    if model in _made:
        return _made[model]
    own: dict[str, Any] = {"__doc__": model.__doc__, "__module__": model.__module__}
    own["__annotations__"] = vars(model).get("__annotations__", {})
    for name, said in vars(model).items():
        if isinstance(said, Field):
            own[name] = pa.Field(
                title=said.title,
                description=said.description,
                nullable=said.nullable,
                metadata=dict(said.metadata),
                **said.limits,
            )
        elif hasattr(said, "error"):
            own[name] = pa.dataframe_check(error=said.error)(said)
        elif name == "Config":
            own[name] = said
    (inherited,) = model.__bases__
    parent = pa.DataFrameModel if inherited is Table else _pandera_model(inherited)
    _made[model] = type(model.__name__, (parent,), own)
    return _made[model]
