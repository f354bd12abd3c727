"""How bytes become one page to read: decoded, mended, parsed, and looked at."""
