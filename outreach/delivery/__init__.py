"""Delivery: a finished letter leaves over SMTP, or is dropped as a file in rehearsal, and what the answer means."""
