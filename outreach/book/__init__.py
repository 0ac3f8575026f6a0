"""Who the clients are: import, addresses, lookup, one client on a page. Whether he is lost is the lapse room's."""
