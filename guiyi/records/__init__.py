"""Records: bare data of a list's interface or of a page's script → the page that a reader would have seen.

`names` says what its fields are called, `values` how a value is shown, `printing` how a record is laid out; a letter, a
guide, an article and any other record each have a reader of their own.
"""
