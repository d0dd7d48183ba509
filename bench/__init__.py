"""What Truce costs, as ratios to what it stands on, measured in one run: `make bench`."""
