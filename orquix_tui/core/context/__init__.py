"""The project's memory: what is learned from a run, and what of it goes along with the next prompt."""

from __future__ import annotations

from orquix_tui.core.context.block import ContextBlock, fit, render_block, whole
from orquix_tui.core.context.ingest import Added, Indexed, Ingest, Progress, Skipped
from orquix_tui.core.context.learning import learned_text
from orquix_tui.core.context.manager import ContextManager
from orquix_tui.core.context.threads import Thread, is_follow_up

__all__ = [
    "Added",
    "ContextBlock",
    "ContextManager",
    "Indexed",
    "Ingest",
    "Progress",
    "Skipped",
    "Thread",
    "fit",
    "is_follow_up",
    "learned_text",
    "render_block",
    "whole",
]
