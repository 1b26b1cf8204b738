"""The addresses under /v1, one matter a file."""
