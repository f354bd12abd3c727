"""Templates of a site, learned from a sample of its pages."""
