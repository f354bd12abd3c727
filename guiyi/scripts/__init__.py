"""Scripts of pages, read and never run: what they ask, what they draw, where they lead.

literals and objects read the text as it stands, by patterns. The packages follow a script step by step, in a bounded
number of steps; no network, clock or file is reached, and what is not known stays unknown: grammar makes a tree of it,
language walks the tree, browser is what the script finds around it, interfaces says what it asked for, bundles reads
whole sites that come as one program.
"""
