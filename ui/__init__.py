"""What families see: one page in the browser, over one assistant."""
