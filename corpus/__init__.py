"""The guidance, and the one way to read and search it. Imports nothing else of ours."""
