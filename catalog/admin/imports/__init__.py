"""Import of files in four steps: upload, columns, review, done."""
