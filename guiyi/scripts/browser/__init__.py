"""What a page's script finds around it: the page, the browser's own, and the libraries that pages bring along."""
