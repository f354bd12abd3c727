"""The commands of `guiyi`, a file a topic; guiyi/cli.py puts them together. Thin: what they do is elsewhere."""
