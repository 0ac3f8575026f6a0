"""What comes back: sources, parsing under limits, matching, classes, and what each message brings about."""
