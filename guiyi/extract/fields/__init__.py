"""What a page says of itself: dates, source, numbers, agencies, its column."""
