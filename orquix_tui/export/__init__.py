"""Interactions as documents for people."""
