"""Tracks the joint economic activity of Russia and Japan on the four islands."""

__version__ = "0.1.0"
