"""The page for the doctor: one structure of words and numbers, shown as a page and as a PDF."""
