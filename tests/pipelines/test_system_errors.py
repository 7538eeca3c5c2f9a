"""What the operating system said, in Swedish."""

import errno
import os

import pytest

from pipelines.system_errors import in_swedish


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "disken är full"),
        (errno.EACCES, "du har inte rätt till det"),
        (errno.EROFS, "disken är skrivskyddad"),
        (errno.ENOENT, "den finns inte längre"),
        (errno.ENOTDIR, "det ligger en fil där en mapp ska vara"),
        (errno.EEXIST, "det ligger redan en fil där mappen ska vara"),
    ],
)
def test_an_error_of_the_system_says_what_to_do(number: int, said: str) -> None:
    sentence = in_swedish(str(OSError(number, os.strerror(number), "/data/a: b.xlsx")))
    assert sentence.startswith("/data/a: b.xlsx kan inte läsas eller skrivas: ")
    assert said in sentence and "kör igen" in sentence


def test_an_error_of_the_system_without_a_file_is_told_too() -> None:
    assert in_swedish(str(OSError(errno.ENOSPC, "No space left on device"))).startswith("En fil kan inte")


@pytest.mark.parametrize("message", ["Databasen används.", "[Errno 999] strange"])
def test_what_is_not_known_is_left_as_it_is(message: str) -> None:
    assert in_swedish(message) == message
