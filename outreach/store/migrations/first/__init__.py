"""The first tables, by the room that owns them; what a version made is never changed afterwards."""
