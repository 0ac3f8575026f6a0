"""The room's SQL: `firm` for the book as a whole, `past` reads clients, `changed` writes them, `lost` counts them."""

from sqlalchemy import Connection

__all__ = ["Connection"]
