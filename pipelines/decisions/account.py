"""Whose account of the operating system a command is run from."""

import os
import pwd
from pathlib import Path

from rules.seals import Account

LOGIN = Path("/proc/self/loginuid")
"""The account that signed in at the computer; the kernel keeps it also when `sudo` or `su` changes to another."""
NOBODY_SIGNED_IN = 2**32 - 1


def own_account() -> Account:
    """The account that signed in, or where nobody did (a service, a container) the one that the process runs as."""
    try:
        uid = int(LOGIN.read_text(encoding="ascii"))
    except (OSError, ValueError):
        uid = NOBODY_SIGNED_IN
    if uid == NOBODY_SIGNED_IN:
        uid = os.getuid()
    try:
        return Account(uid, pwd.getpwuid(uid).pw_name)
    except KeyError:
        return Account(uid, str(uid))
