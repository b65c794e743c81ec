"""From files to a build that the assistant can answer from."""
