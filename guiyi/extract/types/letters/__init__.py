"""Letters of mailboxes, told by their labels or by what stands where.

`stems` and `labels` are their words; `labelling` gives labels to what has none; `speakers`, `exchanges` and `forms` tell a
letter by its structure; `pieces`, `runs` and `parties` do so in any words, by who said what and when; `letter` makes it of
its values; `signs` looks cheaply first. Others ask `read`, `blocks`, `columns`.
"""
