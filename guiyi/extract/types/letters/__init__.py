"""Letters of mailboxes: by labels of known words, or, in any words, by who said what and when.

`labels` and `read` read the first: a page's own words, their labels, English heads. All else is one way: `pieces` turns
forms, tables, lists and cards into days, offices, writers and what was said; `runs` puts each text together with its facts;
`parties` decides which asks and which answers, `waiting` which has no answer, by `voices` and `facts`; `around` looks for the
block that holds it all. `letter` makes it of its values; `signs` looks cheaply first. Others ask `read`, `blocks`, `columns`.
"""
