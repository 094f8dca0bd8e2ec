"""Alembic's entry: it runs inside the transaction that data_access.migration opened."""

from alembic import context

from data_access.schema import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
context.run_migrations()
