"""The database: tables, words, engine, migrations."""
