"""A page as all who read it see it: bytes → text, text → tree, and the plain text of the tree's nodes."""
