"""What extraction reaches beside the public extractors on the same pages."""
