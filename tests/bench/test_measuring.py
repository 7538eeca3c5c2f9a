import os
import sys
from itertools import count
from pathlib import Path

import pytest

from bench.measuring import Measure, command, in_turn, median_of, work


def test_the_median_is_taken_of_each_quantity_by_itself() -> None:
    measures = [Measure(1, 30, 2), Measure(2, 10, 3), Measure(9, 20, 1)]
    assert median_of(measures) == Measure(2, 20, 2)


def test_ways_are_measured_in_turn_and_each_has_its_own_median() -> None:
    clock = count()
    first, second = in_turn(3, lambda: Measure(next(clock)), lambda: Measure(next(clock)))
    assert (first.processor_seconds, second.processor_seconds) == (2, 3)


def test_the_processor_time_of_a_command_includes_what_it_starts() -> None:
    inner = "import time\nwhile time.process_time() < 0.3: pass"
    outer = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}], check=True)"
    measure = command(sys.executable, "-c", outer)
    assert measure.processor_seconds >= 0.3
    assert measure.seconds > 0
    assert measure.peak_mib > 1


def test_a_command_that_fails_is_an_error_with_what_it_said() -> None:
    with pytest.raises(RuntimeError, match="no good"):
        command(sys.executable, "-c", "raise SystemExit('no good')")


def test_work_is_done_in_another_process_and_measured_without_its_start(tmp_path: Path) -> None:
    measure = work(os.makedirs, tmp_path / "made")
    assert (tmp_path / "made").is_dir()
    assert 0 <= measure.processor_seconds < 0.05
