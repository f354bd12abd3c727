"""Alembic migrations of the library database, packaged with Guiyi; `guiyi.library.migrate` runs them."""
