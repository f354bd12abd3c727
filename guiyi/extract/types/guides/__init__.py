"""办事指南: `labels` are the words of its elements, `layout` sets labels beside their values, `read` makes the guide."""
