"""The room's reading: `asking` asks about words and about one client, `members` gives whole lists. Writes nothing."""

from outreach.segment.records.asking import Answer, Connection, answers, is_in, merged_into, values_missing
from outreach.segment.records.members import SHOWN, Member, members

__all__ = [
    "SHOWN",
    "Answer",
    "Connection",
    "Member",
    "answers",
    "is_in",
    "members",
    "merged_into",
    "values_missing",
]
