"""The demonstration: invented people on real purchases, and a post office on loopback."""
