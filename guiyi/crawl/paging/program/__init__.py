"""A small reader of JavaScript that follows a page's own script to what it asks its interfaces.

It takes a bounded number of steps and reaches no network, clock or file: what is not known stays unknown.

tokens, grammar and statements make a tree of a script; following walks it by doing and valuing; values, methods,
patterns and natives are the language's own; document, chosen, sending, jquery, grids and vue are what a page's script
calls, all of them found in its window; asking says what it asked for.
"""
