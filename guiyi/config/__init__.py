"""Configuration: typed files, layered default → family → site, every mistake reported at once."""
