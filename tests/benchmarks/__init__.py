"""What `make bench` measures: one table, figures and ratios of one run. Never part of the tests: machines are noisy."""
