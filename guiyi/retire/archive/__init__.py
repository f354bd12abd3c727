"""The archive of a site that closes: one WACZ package, checked, covered URL by URL, and replayed on a sample."""
