"""What a script does: its tree walked step by step, with what the language itself gives it."""
