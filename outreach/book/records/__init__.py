"""The SQL of the book."""
