"""Speed against named peers and limits: `python -m benchmarks` prints every ratio."""
