"""The project's memory: what is learned from a run, and what of it goes along with the next prompt."""

from __future__ import annotations

from orquix_tui.core.context.block import ContextBlock, fit, render_block
from orquix_tui.core.context.learning import Learned
from orquix_tui.core.context.manager import ContextManager

__all__ = ["ContextBlock", "ContextManager", "Learned", "fit", "render_block"]
