"""What `bonuspott publish` does and says: the open data of a warehouse, and what is not shown in it."""

from pathlib import Path

from assets.publication import FOLDER, LOG, Publication, publish
from exports.publication.counts import PUBLIC, REASONS
from pipelines.open_warehouse import open_to
from pipelines.settings import Settings
from rules.suppression import Why
from rules.swedish import listing, number


def published(settings: Settings, folder: Path | None, threshold: int) -> Publication:
    """Publish to `folder`, below the folder of documents when none is named; raises as `assets.publication.publish`."""
    with open_to(settings).reading() as connection:
        return publish(connection, folder or settings.exports / FOLDER, settings.warehouse.parent / LOG, threshold)


def told(made: Publication) -> list[str]:
    """What was published, in Swedish sentences."""
    small, protecting = (made.logged[REASONS[why]] for why in (Why.SMALL, Why.PROTECTS))
    lines = [
        f"{len(made.files)} filer skrivna i {made.files[0].parent}",
        f"Dolda tal: {number(small)} små och {number(protecting)} som små tal annars kan räknas fram ur.",
    ]
    if public := made.logged[PUBLIC]:
        lines.append(f"Små tal som visas eftersom de följer av utbetalda belopp: {number(public)}.")
    lines.append(f"Vilka tal det är, och varför, står i {made.log}. Den filen får inte publiceras.")
    if made.marks:
        lines.append(f"Uppgifterna är märkta {listing(made.marks)}; märkningen följer med i kolumnen mark.")
    return lines
