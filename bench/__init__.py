"""Speed, measured: ratios within one run, never in a timed test."""
