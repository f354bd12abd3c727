"""Verification: every old address is asked, and its answer compared with what was decided."""
