"""Comparing answers: a moderator that is a model, its checks, and its substitutes without one."""

from orquix_tui.core.moderator.letters import ModerationJob, letters
from orquix_tui.core.moderator.moderator import AIModerator
from orquix_tui.core.moderator.quotes import locate

__all__ = ["AIModerator", "ModerationJob", "letters", "locate"]
