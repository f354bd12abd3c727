"""Text repair: what wrong decoding, private characters and mechanical conversion did to a text, undone where sure.

Pure functions on text; extraction uses them on pages, cleaning on fields.
"""
