"""Service metrics: how each platform counts, rounds, tallies that add up over partitions, and their summary."""
