"""The words of Orquix: plain values, events, errors and ports. Imports nothing of the other layers."""
