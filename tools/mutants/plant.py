"""Where a Rust source can be wrong, and the source with all of that in it.

Invariant: a mutant is one change at one place; with no number on, the planted source does what the original does. Only bodies of
functions outside tests are planted. What is changed: tools/mutants/operators.py.
"""

import re
from collections import Counter
from dataclasses import dataclass

from tools.mutants.operators import ANSWERS, COMPARISONS, CONNECTIVES, FUNCTIONS, KEPT, METHODS

TOKEN = re.compile(r"[A-Za-z_]\w*!?|\d[\w.]*|=>|->|==|!=|<=|>=|&&|\|\||::|\.\.=?|[-+*/%&|^]=|\S")
OPENERS, CLOSERS = "([{", ")]}"
LEFT_ENDS = {"}", "&&", "||", "=", "=>", "return", "if", "while", "match", "else", ",", ";", "|", "let", "in"}
RIGHT_ENDS = {"&&", "||", ",", ";", "{", "=>", "else"}


@dataclass(frozen=True)
class Mutant:
    """One change: what and where, in the words of the original line."""

    number: int
    file: str
    line: int
    kind: str
    change: str
    text: str
    function: str
    ordinal: int

    @property
    def name(self) -> str:
        """No two have one: file, function, change, line, and which of those if there are several. Stays the same when lines move."""
        which = f" ({self.ordinal})" if self.ordinal > 1 else ""
        return f"{self.file} {self.function}: {self.change}: {self.text}{which}"


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
        self.next, self.mutants, self.function = first, list[Mutant](), ""
        self.named = Counter[tuple[str, str, str]]()
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
        self.named[said := (self.function, change, text)] += 1
        self.mutants.append(Mutant(self.next, self.file, line + 1, kind, change, text, self.function, self.named[said]))
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

    def bodies(self) -> list[tuple[str, int, int, str]]:
        """Name, first and last token of each function's body, and what it answers."""
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
                found.append((self.tokens[at + 1].text, here, self.pairs[here], answer))
        return found

    def _answer(self, arrow: int) -> str:
        here = arrow
        while self.tokens[here].text not in ("{", ";", "where"):
            here += 1
        return self.code[self.tokens[arrow].end : self.tokens[here].start].strip()

    def plant(self) -> str:
        """Plants all there is."""
        for name, first, last, answer in self.bodies():
            self.function = name
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
        elif text in CONNECTIVES and before not in ("(", ",", "move", "="):
            self._connective(at)
        elif text == "!" and before != "#":
            number = self.number(token.start, "denial", "!")
            self.replace(token.start, token.end, f"crate::switch::not::<{number}>() ^ ")
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

    def _span(self, at: int, left_ends: set[str], right_ends: set[str]) -> tuple[int, int]:
        """Where both sides of an operator begin and end."""
        left, right = at - 1, at + 1
        while self.tokens[left].text not in left_ends and self.tokens[left].text not in OPENERS:
            left = self.pairs[left] - 1 if self.tokens[left].text in CLOSERS else left - 1
        while self.tokens[right].text not in right_ends and self.tokens[right].text not in CLOSERS:
            right = self.pairs[right] + 1 if self.tokens[right].text in OPENERS else right + 1
        return self.tokens[left + 1].start, self.tokens[right - 1].end

    def _connective(self, at: int) -> None:
        """The right side is still reckoned only where it counts."""
        text = self.tokens[at].text
        # && binds tighter: the left side of an || may hold it, so may the right; of a chain, the left is what came before.
        tighter = {"&&"} if text == "||" else set[str]()
        start, end = self._span(at, LEFT_ENDS - tighter - {text}, RIGHT_ENDS - tighter)
        number = self.number(self.tokens[at].start, "connective", text)
        self.wrap(start, end, "({ let left = ", " } else { left } })")
        middle = f"; if left {CONNECTIVES[text]} crate::switch::on({number}) {{ "
        self.replace(self.tokens[at].start, self.tokens[at].end, middle)

    def _comparison(self, at: int) -> None:
        text = self.tokens[at].text
        start, end = self._span(at, LEFT_ENDS, RIGHT_ENDS)
        number = self.number(self.tokens[at].start, "comparison", text)
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
