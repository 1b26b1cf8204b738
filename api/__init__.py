"""The HTTP service: a thin layer over the library."""
