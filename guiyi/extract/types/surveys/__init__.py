"""征集调查: `read` tells the survey of a page, with its `questions`, and the `outcome` of what was asked for."""
