"""The report: pages in HTML for the ministry, the regions and the auditor, made from the warehouse's tables alone.

`tables` holds the rows and turns them into figures that say which cell they are, `addresses` says no part of it twice;
`front`, `programme_page`, `region_page`, `cells_page` and `basis_page` say what a page tells; `tile_map` and `charts`
draw; `site` puts pages into HTML and `folder` writes them. Nothing is computed that is not a sum of one column, and
nothing is decided.
"""
