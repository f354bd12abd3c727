"""Where a page's article is, and what of it is kept."""
