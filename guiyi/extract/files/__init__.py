"""Files and images of a page: their names, addresses and texts."""
