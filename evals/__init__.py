"""Does the assistant answer well, and how sure are we."""
