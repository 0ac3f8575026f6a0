"""Opens any file of rows: text, workbook, page or JSON lines; what the columns mean is not known here."""

from outreach.book.table.opening import Form, Table, open_table
from outreach.book.table.source import Row, Sheet

__all__ = ["Form", "Row", "Sheet", "Table", "open_table"]
