"""Asking an old site for something: what is allowed, how fast, how it is connected to and read."""
