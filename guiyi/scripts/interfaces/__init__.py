"""What a page's scripts ask its interfaces, and where what they draw of the replies leads."""
