"""One concept of the workspace per module."""
