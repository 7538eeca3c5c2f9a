"""What click says of its own (`Usage:`, `No such option`), in Swedish whatever the language of the computer is.

The words are in `locale/sv/LC_MESSAGES/click.po`; click takes them through `gettext`.
"""

import gettext
import os
from pathlib import Path

LOCALE = Path(__file__).with_name("locale")
DOMAIN = "click"


def speak_swedish() -> None:
    """Make click speak Swedish; before any option is declared, since it names the types of values then."""
    os.environ["LANGUAGE"] = "sv"
    gettext.bindtextdomain(DOMAIN, LOCALE)
    gettext.textdomain(DOMAIN)
