"""Closing an old site: the states it goes through, who may move it, and the log of what was done.

`states` is the table of moves, `guards` what each of them needs, `moves.move_site` the one way to make a move,
`events` the log, `audit` the proof that nobody changed it.
"""
