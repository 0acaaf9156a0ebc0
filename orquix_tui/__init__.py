"""Orquix TUI: ask a council of AI models and check what they say."""

__version__ = "0.1.0"
