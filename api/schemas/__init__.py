"""What requests and answers look like; the fields of answers are those of the library's values."""
