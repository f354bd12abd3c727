"""Run by Alembic for each command; the connection, and its transaction, are the caller's."""

from alembic import context

from guiyi.library.migrate import is_declared, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    compare_type=True,
    include_name=is_declared,
    transactional_ddl=True,
    render_as_batch=True,  # SQLite changes a table by making it again
)
with context.begin_transaction():
    context.run_migrations()
