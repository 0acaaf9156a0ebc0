"""The words that argparse itself says: it looks them up with gettext, by the environment's language."""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager

from orquix_tui.domain.translate import CATALOGUES, DOMAIN, N_, language

ITS_WORDS = (
    *(N_("usage: "), N_("options"), N_("positional arguments"), N_("show this help message and exit")),
    N_("%(prog)s: error: %(message)s\n"),
    *(N_("argument %(argument_name)s: %(message)s"), N_("expected one argument")),
    *(N_("expected at least one argument"), N_("invalid choice: %(value)r (choose from %(choices)s)")),
    *(N_("the following arguments are required: %s"), N_("unrecognized arguments: %s")),
    *(N_("not allowed with argument %s"), N_("one of the arguments %s is required")),
    *(N_("ambiguous option: %(option)s could match %(matches)s"), N_("ignored explicit argument %r")),
)
"""As Python 3.11 to 3.13 have them; one that is missing or worded otherwise stays English."""


@contextmanager
def in_our_language() -> Iterator[None]:
    """Inside, argparse speaks our language from our catalogue. Children see nothing of it."""
    before = os.environ.get("LANGUAGE")
    os.environ["LANGUAGE"] = language()
    gettext.bindtextdomain(DOMAIN, str(CATALOGUES))
    domain = gettext.textdomain()
    gettext.textdomain(DOMAIN)
    try:
        yield
    finally:
        gettext.textdomain(domain)
        if before is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = before
