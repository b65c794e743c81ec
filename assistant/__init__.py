"""From a question to a checked answer, or to a person."""
