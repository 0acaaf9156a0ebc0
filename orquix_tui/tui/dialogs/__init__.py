"""Small questions that lie over the workspace."""
