"""What people decide: the work list, suggestions, previews, workbooks out and in."""
