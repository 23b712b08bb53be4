"""Measurements of the site on this machine: `bin/bench NAME` (docs/benches.md)."""
