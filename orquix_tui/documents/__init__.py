"""Reads files of all kinds as text, in a process of its own."""
