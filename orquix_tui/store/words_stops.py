"""Words that say nothing of what a text is about, in Spanish and English; folded (no accents, small)."""

from __future__ import annotations

from importlib.resources import files


def _read(language: str) -> frozenset[str]:
    # Nouns of the other language are not among them (sea, era, son, van, sin, once, vino, pie).
    return frozenset(
        files("orquix_tui.store").joinpath("stop_words", f"{language}.txt").read_text("utf-8").split()
    )


SPANISH, ENGLISH = _read("es"), _read("en")
STOPS = SPANISH | ENGLISH
SPANISH_ALONE = SPANISH - ENGLISH
ENGLISH_ALONE = ENGLISH - SPANISH
