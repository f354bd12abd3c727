"""Dumped sites, as the review's tests have them."""

from tests.review.conftest import make_dump

__all__ = ["make_dump"]
