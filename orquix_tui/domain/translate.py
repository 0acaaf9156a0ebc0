"""The words shown to people, in the language that was chosen at the start; English until then.

The catalogue is read by `orquix_tui.config.language`; here it is only held, so that every layer can speak.
"""

from __future__ import annotations

from gettext import NullTranslations

_spoken = NullTranslations()


def speak(catalogue: NullTranslations) -> None:
    """From now on all words come from this catalogue. Called once, before anything is shown."""
    global _spoken  # noqa: PLW0603  # one person, one language: passing it through every call would hide the rest
    _spoken = catalogue


def _(message: str) -> str:
    """The message in the language spoken. Placeholders are filled in afterwards, with `format`."""
    return _spoken.gettext(message) if message else ""  # gettext's answer to nothing is its own header


def ngettext(one: str, many: str, n: int) -> str:
    """The form of the message that this number takes."""
    return _spoken.ngettext(one, many, n)


def N_(message: str) -> str:  # noqa: N802  # gettext's own name for it
    """Mark a constant for translation; it is translated with `_` where it is shown."""
    return message
