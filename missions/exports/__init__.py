"""A mission as spreadsheets: what an import takes again, and what is only read."""
