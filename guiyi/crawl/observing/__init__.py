"""What one response tells the crawl, put together: its kind, where it leads, what it lists, what it lacks."""
