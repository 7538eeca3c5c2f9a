import os
import pwd
from pathlib import Path

import pytest

from pipelines.decisions import account
from rules.seals import Account

UNKNOWN = 4_000_000_001


@pytest.mark.parametrize(
    ("kept", "uid"),
    [("0", 0), (str(UNKNOWN), UNKNOWN), (str(account.NOBODY_SIGNED_IN), None), ("", None), (None, None)],
    ids=["root", "a number without a name", "nobody signed in", "empty", "no such file"],
)
def test_the_account_is_that_which_signed_in_or_else_that_of_the_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: str | None, uid: int | None
) -> None:
    if kept is not None:
        (tmp_path / "loginuid").write_text(kept, encoding="ascii")
    monkeypatch.setattr(account, "LOGIN", tmp_path / "loginuid")
    expected = os.getuid() if uid is None else uid
    name = str(UNKNOWN) if expected == UNKNOWN else pwd.getpwuid(expected).pw_name
    assert account.own_account() == Account(expected, name)
