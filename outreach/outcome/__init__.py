"""What came of it: who ordered after a letter and who without one; the quarter's losses and returns; the report."""
