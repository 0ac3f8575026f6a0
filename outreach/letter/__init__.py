"""One letter to one person: template, words, checks, token, message and envelope. It never decides who gets one."""
