"""The tracker's file: TOML text to `Tracker`, and a changed `Tracker` back."""

from kurils_cli.toml_format.reading import InvalidTracker, Located, Reading, decode, locate, read

__all__ = ["InvalidTracker", "Located", "Reading", "decode", "locate", "read"]
