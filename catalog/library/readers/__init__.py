"""One reader for each format of catalogue files: values with the place where they stand."""
