"""Whom does it concern? The where-language: one table of fields, one SQL on both databases, able to say why."""
