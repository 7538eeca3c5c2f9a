"""The process of a run, looked up where it can be."""

import shutil
import subprocess
import sys

import pytest

from pipelines.runs.run_process import is_gone, machine, own_process

SAY = "from pipelines.runs.run_process import own_process; print(own_process())"


def said(*before: str) -> str:
    """The tag of a process that has ended, started through the commands `before`."""
    command = [*before, sys.executable, "-c", SAY]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_this_process_is_not_gone_and_one_that_ended_is() -> None:
    assert not is_gone(own_process())
    assert is_gone(said())


def test_a_number_that_was_given_to_another_process_does_not_count() -> None:
    number, place = own_process().partition(":")[0], own_process().partition("@")[2]
    assert is_gone(f"{number}:1@{place}")


def test_a_process_of_another_computer_is_never_gone() -> None:
    process, _, place = said().partition("@")
    assert is_gone(f"{process}@{place}")
    assert not is_gone(f"{process}@other-{place}")


def test_a_process_in_another_space_of_numbers_is_never_gone() -> None:
    if not shutil.which("unshare") or subprocess.run(["unshare", "--pid", "--fork", "true"], check=False).returncode:
        pytest.skip("no space of process numbers can be made here")
    process = said("unshare", "--pid", "--fork", "--mount-proc")
    assert process.partition("@")[2] != own_process().partition("@")[2]
    assert not is_gone(process)


def test_a_tag_of_an_earlier_version_names_no_place_and_is_looked_up_here() -> None:
    assert is_gone(said().partition("@")[0])
    assert not is_gone(own_process().partition("@")[0])


def test_the_tag_names_the_computer_and_fits_in_a_tag() -> None:
    assert f"@{machine()}/" in own_process()
    assert len(own_process()) <= 255
