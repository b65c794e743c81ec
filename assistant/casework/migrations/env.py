"""Alembic's entrance. It is only ever called by `assistant.casework.migrate`, which passes the connection."""

from alembic import context

from assistant.casework import desk_models, models
from assistant.casework.columns import Base
from assistant.casework.migrate import VERSION_TABLE

TABLES_OF = (models, desk_models)  # imported, so that Base knows their tables

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=True,  # true of SQLite too, because we begin transactions ourselves
)
with context.begin_transaction():
    context.run_migrations()
