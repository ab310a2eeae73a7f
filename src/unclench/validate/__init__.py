"""The model against published studies: predicted beside observed."""
