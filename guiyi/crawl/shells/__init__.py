"""Pages that are whole only when their scripts have run: what a script, a field or a reply holds, put in its place."""
