"""The tables of reports that a later delivery replaced (`core.replaced_<kind>`), which tell when one first came in.

They have the columns of the reports that count, whatever kinds of report there are.
"""

from rules.reports import KINDS
from schemas.deliveries import KIND_BY_ID
from schemas.tables import TableModel


def _replaced(kind_id: str) -> TableModel:
    model = KIND_BY_ID[kind_id].model
    about = f"One row is one valid report of kind `{kind_id}` that a later delivery replaced."
    config = type("Config", (), {"name": f"core.replaced_{kind_id}", "strict": True})
    return type(f"Replaced{model.__name__}", (model,), {"__doc__": about, "__module__": __name__, "Config": config})


REPLACED: dict[str, TableModel] = {kind_id: _replaced(kind_id) for kind_id in sorted(KINDS)}
"""By kind of report."""
