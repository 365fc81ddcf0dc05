"""Where a Rust source can be wrong, and the source with all of that in it.

Invariant: a mutant is one change at one place; with no number on, the planted source does what the original does. Only bodies of
functions outside tests are planted. Operators (OPERATORS tells them in words): comparisons gain or lose their equality, conditions of
`if` always or never hold, sums become differences, minima maxima, a rounding is turned over, a sign or a bound at zero is dropped, a
side is not turned, whole numbers are one more, statements are left out, a function answers nothing at once.
"""

import re
from dataclasses import dataclass

OPERATORS = (
    "comparison: < and <=, > and >= for each other, == and != for each other",
    "condition: of an `if`, always and never",
    "method: add and sub, min and max, part_ceil and part_floor for each other; quote_floor and share_floor up, notional_ceil down",
    "method: neg, above_zero and opposite left out; is_positive and is_negative with zero; is_flat denied",
    "function: mul_div_floor and mul_div_ceil for each other, mul_div_trunc floored, product_at_least without equality",
    "number: one more, in bodies of functions",
    "statement: an assignment or a call left out",
    "body: the answer is the default of its type; of a bool true, and false",
)
COMPARISONS = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge", "==": "eq", "!=": "ne"}
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
TOKEN = re.compile(r"[A-Za-z_]\w*!?|\d[\w.]*|=>|->|==|!=|<=|>=|&&|\|\||::|\.\.=?|[-+*/%&|^]=|\S")
OPENERS, CLOSERS = "([{", ")]}"
LEFT_ENDS = {"}", "&&", "||", "=", "=>", "return", "if", "while", "match", "else", ",", ";", "|", "let", "in"}
RIGHT_ENDS = {"&&", "||", ",", ";", "{", "=>", "else"}
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


@dataclass(frozen=True)
class Mutant:
    """One change: what and where, in the words of the original line."""

    number: int
    file: str
    line: int
    kind: str
    change: str
    text: str

    @property
    def name(self) -> str:
        """Stays the same when lines move."""
        return f"{self.file}: {self.change}: {self.text}"


@dataclass(frozen=True)
class Token:
    """A word or sign of the source, and where it stands."""

    text: str
    start: int
    end: int


def masked(source: str) -> str:
    """The source with comments, strings and characters blanked, at the same places."""
    pattern = re.compile(r"//[^\n]*|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\\n])'")
    return pattern.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), source)


class Planting:
    """One file on its way."""

    def __init__(self, file: str, source: str, first: int) -> None:
        self.file, self.source = file, source
        end = source.find("#[cfg(test)]")
        self.code = masked(source[: end if end >= 0 else len(source)])
        self.tokens = [Token(m[0], m.start(), m.end()) for m in TOKEN.finditer(self.code)]
        self.next, self.mutants = first, list[Mutant]()
        self.edits: list[tuple[int, int, str]] = []  # place, rank among those at it, text
        self.cuts: dict[int, tuple[int, str]] = {}  # from, to and text
        self.pairs = self._pairs()

    def _pairs(self) -> dict[int, int]:
        pairs, stack = {}, []
        for at, token in enumerate(self.tokens):
            if token.text in OPENERS:
                stack.append(at)
            elif token.text in CLOSERS and stack:
                other = stack.pop()
                pairs[at], pairs[other] = other, at
        return pairs

    def number(self, start: int, kind: str, change: str) -> int:
        """The number of a new mutant at a place."""
        line = self.source.count("\n", 0, start)
        text = self.source.splitlines()[line].strip()
        self.mutants.append(Mutant(self.next, self.file, line + 1, kind, change, text))
        self.next += 1
        return self.next - 1

    def put(self, place: int, rank: int, text: str) -> None:
        self.edits.append((place, rank, text))

    def written(self) -> str:
        """The planted source. What closes stands before what opens at one place, inner before outer."""
        out, at = [], 0
        for place, _, text in sorted(self.edits, key=lambda edit: (edit[0], edit[1])):
            if place < at:
                continue
            out += [self.source[at:place], text]
            at = place
            if place in self.cuts and text == self.cuts[place][1]:
                at = self.cuts[place][0]
        out.append(self.source[at:])
        return "".join(out).replace("const fn", "fn")

    def wrap(self, start: int, end: int, before: str, after: str) -> None:
        """Text before and after a span; wider spans lie outside narrower ones."""
        width = end - start
        self.put(start, 1_000_000 - width, before)
        self.put(end, -1_000_000 + width, after)

    def replace(self, start: int, end: int, text: str) -> None:
        self.cuts[start] = (end, text)
        self.put(start, 2_000_000, text)

    def bodies(self) -> list[tuple[int, int, str]]:
        """First and last token of each function's body, and what it answers."""
        found = []
        for at, token in enumerate(self.tokens):
            if token.text != "fn":
                continue
            here, answer = at, ""
            while self.tokens[here].text not in ("{", ";"):
                if self.tokens[here].text == "->":
                    answer = self._answer(here)
                here = self.pairs[here] + 1 if self.tokens[here].text in "([" else here + 1
            if self.tokens[here].text == "{":
                found.append((here, self.pairs[here], answer))
        return found

    def _answer(self, arrow: int) -> str:
        here = arrow
        while self.tokens[here].text not in ("{", ";", "where"):
            here += 1
        return self.code[self.tokens[arrow].end : self.tokens[here].start].strip()

    def plant(self) -> str:
        """Plants all there is."""
        for first, last, answer in self.bodies():
            self._body(first, answer)
            for at in range(first + 1, last):
                self._token(at)
        return self.written()

    def _body(self, first: int, answer: str) -> None:
        place = self.tokens[first].end
        fallible = re.match(r"^Result<(.*), \w+>$", answer)
        kind = fallible[1] if fallible else answer
        given = "Ok({})" if fallible else "{}"
        answers: tuple[str, ...]
        if kind == "bool":
            answers = ("true", "false")
        elif kind == "()":
            answers = ("()",)
        elif ANSWERS.match(kind):
            answers = ("Default::default()",)
        else:
            return
        for value in answers:
            number = self.number(self.tokens[first].start, "body", f"answers {value}")
            self.put(place, 3_000_000, f" if crate::switch::on({number}) {{ return {given.format(value)}; }}")

    def _token(self, at: int) -> None:
        token, before, after = self.tokens[at], self.tokens[at - 1].text, self.tokens[at + 1].text
        text = token.text
        spaced = self.code[token.start - 1] == " " and self.code[token.end : token.end + 1] == " "
        if text in COMPARISONS and (spaced or text in ("==", "!=")):
            self._comparison(at)
        elif text == "if" and after != "let":
            self._condition(at)
        elif text in METHODS and before == "." and after == "(":
            number = self.number(token.start, "method", text)
            self.replace(token.start, token.end, f"{text}_m::<{number}>")
        elif text in FUNCTIONS and before not in (".", "fn", "::") and after == "(":
            number = self.number(token.start, "function", text)
            self.replace(token.start, token.end, f"crate::switch::{text}_m::<{number}>")
        elif (
            text[0].isdigit()
            and text[-1].isdigit()
            and after not in ("=>", "|", "..", "..=", ".")
            and before not in (";", "|", ".")
        ):
            number = self.number(token.start, "number", f"{text} + 1")
            self.replace(token.start, token.end, f"crate::switch::number::<{number}, _>({text})")
        if before in ("{", "}", ";") and text not in KEPT and (text[0].isalpha() or text in ("_", "*", "(")):
            self._statement(at)

    def _comparison(self, at: int) -> None:
        left = at - 1
        while self.tokens[left].text not in LEFT_ENDS and self.tokens[left].text not in OPENERS:
            left = self.pairs[left] - 1 if self.tokens[left].text in CLOSERS else left - 1
        right = at + 1
        while self.tokens[right].text not in RIGHT_ENDS and self.tokens[right].text not in CLOSERS:
            right = self.pairs[right] + 1 if self.tokens[right].text in OPENERS else right + 1
        text = self.tokens[at].text
        number = self.number(self.tokens[at].start, "comparison", text)
        start, end = self.tokens[left + 1].start, self.tokens[right - 1].end
        self.wrap(start, end, f"crate::switch::{COMPARISONS[text]}::<{number}, _, _>(&(", "))")
        self.replace(self.tokens[at].start, self.tokens[at].end, "), &(")

    def _condition(self, at: int) -> None:
        here = at + 1
        while self.tokens[here].text not in ("{", "=>"):
            if self.tokens[here].text == "let":
                return
            here = self.pairs[here] + 1 if self.tokens[here].text in "([" else here + 1
        start, end = self.tokens[at + 1].start, self.tokens[here - 1].end
        always = self.number(self.tokens[at].start, "condition", "if always")
        never = self.number(self.tokens[at].start, "condition", "if never")
        # One wider than the span, so that it lies outside a comparison of the same span.
        self.put(start, 999_998 - (end - start), f"crate::switch::condition::<{always}, {never}>(")
        self.put(end, -999_998 + (end - start), ")")

    def _statement(self, at: int) -> None:
        here = at
        while self.tokens[here].text != ";":
            if self.tokens[here].text in CLOSERS or self.tokens[here].text == "=>":
                return
            here = self.pairs[here] + 1 if self.tokens[here].text in OPENERS else here + 1
        inner = self.code[self.tokens[at].start : self.tokens[here].start]
        if not (" = " in inner or inner.rstrip().endswith((")?", ")"))):
            return
        number = self.number(self.tokens[at].start, "statement", "left out")
        end = self.tokens[here].end
        self.put(self.tokens[at].start, 0, f"if !crate::switch::on({number}) {{ ")
        self.put(end, -2_000_000, " }")


def planted(file: str, source: str, first: int) -> tuple[str, list[Mutant]]:
    """The planted source and its mutants, numbered from `first`."""
    planting = Planting(file, source, first)
    text = planting.plant()
    uses = "#[allow(unused_imports)]\nuse crate::switch::{Extremes as _, Lotted as _, Money as _, Parts as _, Placed as _, Whole as _};\n"
    head = re.search(r"^(use |/// |pub |const |#\[)", text, re.MULTILINE)
    place = head.start() if head else 0
    return text[:place] + uses + text[place:], planting.mutants
