"""The decided payments that the settings name: where they lie, what they are held against, who must have signed."""

from datetime import date

from assets.decisions import Decisions
from pipelines.settings import Settings
from rules.signatures import Signers


def decisions_of(settings: Settings, until: date | None = None) -> Decisions:
    """All of them; those decided until a day where one is told, by the settings (an as-of run) or the caller."""
    signers = Signers(settings.allowed_signers, settings.signed_from) if settings.allowed_signers else None
    return Decisions(settings.decisions, until or settings.as_of, anchors=settings.anchors, signers=signers)
