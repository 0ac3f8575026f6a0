"""The room's door to SQL: a segment becomes one SELECT. Asking about words and about one client stands in `records`."""

from outreach.segment.compiler.audience import audience, belongs, concerns, count, field_term, first, sources_of, split
from outreach.segment.compiler.comparison import compared, compiled
from outreach.segment.compiler.edge import Crossing, Edge, Side, edge
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
    "Crossing",
    "Days",
    "Edge",
    "Moments",
    "Operand",
    "Plain",
    "Side",
    "audience",
    "belongs",
    "compared",
    "compiled",
    "concerns",
    "count",
    "edge",
    "field_term",
    "first",
    "operand_of",
    "sources_of",
    "split",
    "value_of",
]
