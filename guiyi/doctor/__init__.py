"""Verifies database, archive, ledger, library and store against each other, and repairs what can be derived."""
