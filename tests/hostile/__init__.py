"""Hostile old sites on loopback: 42 behaviours, each with the promise that Guiyi keeps against it."""
