"""Old addresses: how often they were asked for, what is decided for them, and whether every one has an answer."""
