"""Programs of whole sites in one file, of which only what the site itself wrote is followed."""
