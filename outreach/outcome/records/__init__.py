"""The room's SQL: `returned` finds and writes returns, `effects` and `quarters` count what stands in the store."""

from sqlalchemy import Connection

__all__ = ["Connection"]
