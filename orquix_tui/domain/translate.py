"""The words shown to people, in the language that was chosen; English until then.

`orquix_tui.config.language` chooses it; here it is held, so that every layer can speak.
"""

from __future__ import annotations

import gettext
import re
from pathlib import Path

CATALOGUES = Path(__file__).parent.parent / "locale"
DOMAIN = "orquix"
VARIABLE = "ORQUIX_UI_LANGUAGE"
"""Tells a program, and a child process of ours, the language; the file says `[ui] language`."""
_spoken = gettext.NullTranslations()


def catalogue(language: str) -> gettext.NullTranslations:
    """The words of `es`; those of `en` stand in the source and need none. Raises OSError."""
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, CATALOGUES, languages=[language])


def speak(words: gettext.NullTranslations) -> None:
    """From now on all words come from this catalogue. What is shown already is said again by who shows it."""
    global _spoken  # noqa: PLW0603  # one person, one language: passing it through every call would hide the rest
    _spoken = words


def language() -> str:
    """What is spoken: `en` or `es`."""
    return _spoken.info().get("language", "en")


def _(message: str) -> str:
    """The message in the language spoken. Placeholders are filled in afterwards, with `format`."""
    return _spoken.gettext(message) if message else ""  # gettext's answer to nothing is its own header


def ngettext(one: str, many: str, n: int) -> str:
    """The form of the message that this number takes."""
    return _spoken.ngettext(one, many, n)


def number(n: float, spec: str = ",") -> str:
    """As the language writes it: 1,040 chunks, 1.5 s. `spec` is that of `format`."""
    sample = _("1,000.5")
    return format(n, spec).translate({ord(","): sample[1:-5], ord("."): sample[-2]})


def to_number(text: str) -> int | float:
    """What a person typed, with thousands as the language sets them apart; a comma, too, is a decimal point
    where it does not. Raises ValueError."""
    between = re.escape(_("1,000.5")[1:-5] + " ")
    plain = re.sub(rf"(?<=\d)[{between}](?=\d{{3}}(?!\d))", "", text.strip()).replace(",", ".")
    return int(plain) if plain.lstrip("+-").isdecimal() else float(plain)


def dollars(cost: float) -> str:
    """US dollars, with more digits the smaller the sum: $0, $0.0021, $1.50."""
    return f"${number(cost, ',.4f' if 0 < cost < 0.01 else ',.2f' if cost else 'g')}"


def N_(message: str) -> str:  # noqa: N802  # gettext's own name for it
    """Mark a constant for translation; it is translated with `_` where it is shown."""
    return message
