"""What one delivery may take to read. Who holds it to that is `readers.reading_process`."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """How much memory one file may take, beyond what reading takes at all, and how much processor time."""

    memory_mb: int = 1024
    seconds: int = 60
