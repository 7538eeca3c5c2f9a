"""What deliveries may take to read. Who holds them to that is `readers.reading_process`."""

from dataclasses import dataclass, replace

LEAST_COUNTING_MB = 128
"""With less memory a file of records is not counted beside others."""


@dataclass(frozen=True)
class Limits:
    """How much memory one file may take, beyond what reading takes at all, and how much processor time.

    `records_mb` is the most memory that DuckDB may use to count records, of one file or of several together; None for
    half of `memory_mb`.
    """

    memory_mb: int = 1024
    seconds: int = 60
    records_mb: int | None = None

    @property
    def counting_mb(self) -> int:
        """The most memory that DuckDB may use to count records; what goes beyond it is laid on disk."""
        return self.records_mb or self.memory_mb // 2

    def of_records(self, files: int = 1) -> "Limits":
        """The limits of a process that counts so many files: it must come to DuckDB's own before it is stopped."""
        return replace(self, memory_mb=max(self.memory_mb, 2 * self.counting_mb), seconds=files * self.seconds)

    def together(self, cores: int) -> int:
        """How many files of records may be counted at once."""
        return max(1, min(cores, self.counting_mb // LEAST_COUNTING_MB))
