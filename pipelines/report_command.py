"""What `bonuspott report` does: the pages of the report, from what is in the warehouse now."""

from pathlib import Path

from assets.report import FOLDER, write_report
from pipelines.held_warehouse import open_to
from pipelines.settings import Settings


def written_report(settings: Settings, folder: Path | None) -> Path:
    """Write the pages into `folder`, or where a run writes them; the front page."""
    return write_report(open_to(settings), folder or settings.exports / FOLDER)[0]
