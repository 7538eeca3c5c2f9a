"""Who may read the files that a run makes: their owner only, since they hold numbers that are not published."""

import os

OTHERS = 0o077
"""What nobody but the owner gets: neither group nor others may read, write or enter."""


def keep_private() -> None:
    """From now on every file and folder that this process makes is its owner's only.

    A default access list on a folder (`setfacl -d`) goes before it, which is how others are let in.
    """
    os.umask(OTHERS)
