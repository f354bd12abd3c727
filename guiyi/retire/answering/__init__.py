"""Answering at old addresses: the redirect map in memory and the service that serves it by Host header."""
