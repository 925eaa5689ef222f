"""Every table and column of the master workbook, declared once, one file an area."""
