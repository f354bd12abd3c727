"""A script's text → its tokens, its expressions, its statements."""
