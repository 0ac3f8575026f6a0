"""Who is lost or at risk, since when, how great a loss; who they are is in `book`, whom to write to in `segment`."""
