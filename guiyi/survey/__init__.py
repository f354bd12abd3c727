"""A first look at an unseen old site: what it is, what it holds, and a site file that brings it over."""
