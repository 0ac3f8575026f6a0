"""The SQL of the book, and the only place from which its tables are written."""

from sqlalchemy import Connection

__all__ = ["Connection"]
