"""The decrees of the project, found in `rules/decrees/`: a module there with a `DECREE` is one, and needs no list.

Everything that asks for a decree asks here.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from rules import decrees as package
from rules.declaration import Decree

_added: dict[str, Decree] = {}


@cache
def _found() -> tuple[Decree, ...]:
    modules = (import_module(f"{package.__name__}.{module.name}") for module in iter_modules(package.__path__))
    return tuple(module.DECREE for module in modules if hasattr(module, "DECREE"))


def decrees() -> tuple[Decree, ...]:
    """All decrees by budget year, then by id."""
    every = (*_found(), *_added.values())
    return tuple(sorted(every, key=lambda decree: (decree.appropriation[0].budget_year, decree.id)))


def grants() -> tuple[Decree, ...]:
    """Those that pay regions."""
    return tuple(decree for decree in decrees() if decree.payments)


def decree(decree_id: str) -> Decree:
    """The decree with this id; `KeyError` when there is none."""
    return {each.id: each for each in decrees()}[decree_id]


def register(added: Decree) -> None:
    """Add a decree that lies elsewhere, until it is forgotten. Raises `ValueError` for an id that is taken."""
    if added.id in {each.id for each in decrees()}:
        raise ValueError(f"there is already a decree {added.id}")
    _added[added.id] = added


def forget(decree_id: str) -> None:
    """Take away a decree that was registered."""
    del _added[decree_id]
