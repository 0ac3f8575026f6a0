"""Alembic's environment; imported only by `outreach db` commands."""
