"""The evidence pack: one signed zip a site with all that proves its retirement."""
