"""The room's door to SQL: a segment becomes one SELECT. Asking about words and about one client stands in `records`."""

from outreach.segment.compiler.audience import audience, belongs, concerns, count, field_term, first, sources_of, split
from outreach.segment.compiler.comparison import compared, compiled
from outreach.segment.compiler.operand import (
    Choice,
    Claim,
    Counted,
    Days,
    Moments,
    Operand,
    Plain,
    operand_of,
    value_of,
)

__all__ = [
    "Choice",
    "Claim",
    "Counted",
    "Days",
    "Moments",
    "Operand",
    "Plain",
    "audience",
    "belongs",
    "compared",
    "compiled",
    "concerns",
    "count",
    "field_term",
    "first",
    "operand_of",
    "sources_of",
    "split",
    "value_of",
]
