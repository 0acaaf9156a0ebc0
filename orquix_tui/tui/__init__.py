"""The Textual app; sees the core and the ports, never a provider or the store."""
