"""The groups of assets, as the user interface draws them: arrows between groups go one way."""

from graphlib import TopologicalSorter

from pipelines.definitions import defs
from rules.found_decrees import grants

GRAPH = defs.resolve_asset_graph()
GROUP_OF = {key: GRAPH.get(key).group_name for key in GRAPH.get_all_asset_keys()}


def test_no_group_is_both_before_and_after_another() -> None:
    before: dict[str, set[str]] = {}
    for key, group in GROUP_OF.items():
        parents = {GROUP_OF[parent] for parent in GRAPH.get(key).parent_keys if parent in GROUP_OF}
        before.setdefault(group, set()).update(parents - {group})
    order = list(TopologicalSorter(before).static_order())
    assert order[0] == "inlasning"
    assert order.index("leveranser") < min(order.index(decree.id) for decree in grants())
    assert max(order.index(decree.id) for decree in grants()) < order.index("pengarnas_vag")
    assert order.index("pengarnas_vag") < order.index("rapportering")
