"""Days and hours: holidays and whom they concern, working days, sending windows, time zones. Sends nothing itself."""
