"""One run of a site: opened, leased, told to its tasks by a ticket, handed on as files, closed."""
