"""What a mutant changes, in words, and where it may be.

Invariant: every operator here has its function in tools/mutants/switch.rs or its text in tools/mutants/plant.py.
"""

import re

OPERATORS = (
    "comparison: < and <=, > and >= for each other, == and != for each other",
    "condition: of an `if`, always and never",
    "connective: && and || for each other",
    "denial: ! left out",
    "method: add and sub, min and max, part_ceil and part_floor for each other; quote_floor and share_floor up, notional_ceil down",
    "method: neg, above_zero and opposite left out; is_positive and is_negative with zero; is_flat denied",
    "function: mul_div_floor and mul_div_ceil for each other, mul_div_trunc floored, product_at_least without equality",
    "number: one more, in bodies of functions",
    "statement: an assignment or a call left out",
    "body: the answer is the default of its type; of a bool true, and false",
)
COMPARISONS = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge", "==": "eq", "!=": "ne"}
CONNECTIVES = {"&&": "!=", "||": "=="}
METHODS = (
    "add",
    "sub",
    "min",
    "max",
    "neg",
    "above_zero",
    "is_positive",
    "is_negative",
    "is_flat",
    "part_ceil",
    "part_floor",
    "share_floor",
    "notional_ceil",
    "quote_floor",
    "checked_add",
    "checked_sub",
    "saturating_add",
    "saturating_sub",
    "wrapping_sub",
)
FUNCTIONS = ("mul_div_floor", "mul_div_ceil", "mul_div_trunc", "product_at_least", "opposite")
# Types whose default is an answer.
ANSWERS = re.compile(
    r"^(Atoms|i64|u64|u32|Lots|Ticks|Health|Passed|Covered|Stood|Holding|Position|Ppm|Fraction|Told|\(Atoms, Atoms\)|\(i64, u32\))$"
)
# What a statement that may be left out does not begin with.
KEPT = (
    "else",
    "let",
    "return",
    "break",
    "continue",
    "use",
    "const",
    "static",
    "assert",
    "debug_assert",
    "impl",
    "fn",
    "pub",
    "type",
    "struct",
    "enum",
    "if",
    "match",
    "for",
    "while",
    "loop",
)
