"""The commands, a module each: it fetches, calls and prints."""
