"""How Alembic runs the migrations: in the transaction of the connection that it is handed."""

from alembic import context

from coach.store.columns import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
context.run_migrations()
