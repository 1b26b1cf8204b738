"""The chat formats, one a module; `coach.readers.reader` lists them."""
