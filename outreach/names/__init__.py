"""People's names: who is addressed, in which gender and form, and when we are not sure enough to address anybody."""
