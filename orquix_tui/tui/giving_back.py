"""Textual's cache of styled rows, mended: widgets that have gone take their rows along."""

from __future__ import annotations

from functools import lru_cache, partial

from textual._styles_cache import StylesCache  # private: it is what keeps them


def give_rows_back() -> None:
    """Two colours are remembered together with the cache that asked for them (Textualize/textual#6665): so
    the rows of the last thousand widgets stay. Here the colours alone are remembered."""
    keeps = StylesCache.get_inner_outer
    if hasattr(keeps, "cache_clear") and not isinstance(keeps.__wrapped__, partial):
        look_up = lru_cache(1024)(partial(keeps.__wrapped__, StylesCache))
        setattr(StylesCache, "get_inner_outer", staticmethod(look_up))  # noqa: B010  # a method, for mypy
