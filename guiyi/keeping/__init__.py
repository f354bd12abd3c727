"""Keeping it for years: backup, restore and retention."""
