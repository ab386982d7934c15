"""A report in each format: a module for each, with `render`."""
