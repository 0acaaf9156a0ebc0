"""The embedding model, in a process of its own."""
