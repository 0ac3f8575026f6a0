"""The web: what a client reaches from a letter. It knows no SQL; a desk it is given acts for it."""
