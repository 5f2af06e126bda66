"""The schema's history, applied by Alembic: see `storage.schema`."""
