"""A small reader of JavaScript that follows a page's own script to what it asks its interfaces.

It takes a bounded number of steps and reaches no network, clock or file: what is not known stays unknown.

tokens and grammar make a tree of a script; following walks it; values, natives and document say what a page's script
may touch; asking says what it asked for.
"""
