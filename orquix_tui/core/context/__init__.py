"""The project's memory: what is learned from a run, and what of it goes along with the next prompt."""
