"""Waits to leave: the states of a letter, approval bound to content, claims, and what each answer brings about."""
