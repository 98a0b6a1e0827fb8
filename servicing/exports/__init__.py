"""Lists and reports as files: one writer of CSV and XLSX, and the record of what was taken away."""
