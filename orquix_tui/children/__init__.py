"""Processes of our own for work that must neither stall nor take down the app."""
