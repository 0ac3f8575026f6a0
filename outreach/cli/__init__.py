"""The command line: parses, calls a step or a room, prints. One file per group of commands, loaded when it is asked."""
