"""Runs that die in the middle, as when a machine stops: at the nth time that one is about to write to the warehouse."""

from typing import Any

import pytest

from assets.warehouse import Connection


class Killed(BaseException):
    """What a run dies of in the middle of a step; nobody catches it, as nobody catches the end of a process."""


class Killer:
    """Lets a run die when it is about to write to the warehouse for the nth time."""

    def __init__(self, patched: pytest.MonkeyPatch) -> None:
        self.left: int | None = None
        replace = Connection.replace

        def replace_or_die(connection: Connection, *given: Any, **named: Any) -> None:
            if self.left is not None:
                self.left -= 1
                if self.left < 0:
                    self.left = None
                    raise Killed
            replace(connection, *given, **named)

        patched.setattr(Connection, "replace", replace_or_die)
