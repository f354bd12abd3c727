"""What one response tells: what the page is, where it leads, what it lists."""
