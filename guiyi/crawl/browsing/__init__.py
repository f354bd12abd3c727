"""What a reader does in a browser where addresses lead nowhere: turning pages, choosing tabs, opening rows."""
