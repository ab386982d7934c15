"""Tracks the joint economic activity of Japan and Russia on the four islands."""

__version__ = "0.3.0"
