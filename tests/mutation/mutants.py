"""Draws the mutants of a folder: one small change of the source each, written as JSON.

Runs in the environment of cosmic-ray, whose operators it applies, and knows nothing of the tests.
Left out is what no test could tell apart, or every import would: annotations, decorators, `==`
turned into `is`, operators between types that have no such operator; and what runs at import only
(constants, defaults).
"""

import argparse
import ast
import json
import random
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path

from cosmic_ray.ast import Visitor, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator
from own_operators import Span, own_mutants

#: Of cosmic-ray's operators, those whose result is a mistake a person could make.
OPERATORS = tuple(
    f"core/{name}"
    for name in (
        *(
            f"ReplaceComparisonOperator_{pair}"
            for pair in (
                *("Eq_NotEq", "NotEq_Eq", "Is_IsNot", "IsNot_Is", "Lt_LtE", "Lt_GtE", "LtE_Lt"),
                *("LtE_Gt", "Gt_GtE", "Gt_LtE", "GtE_Gt", "GtE_Lt"),
            )
        ),
        *(
            f"ReplaceBinaryOperator_{pair}"
            for pair in (
                *("Add_Sub", "Sub_Add", "Mul_FloorDiv", "FloorDiv_Mul", "Div_Mul", "Mod_Mul"),
                *("BitOr_BitAnd", "BitAnd_BitOr"),
            )
        ),
        *("ReplaceAndWithOr", "ReplaceOrWithAnd", "ReplaceTrueWithFalse", "ReplaceFalseWithTrue"),
        *("ReplaceUnaryOperator_USub_UAdd", "ReplaceUnaryOperator_Delete_Not", "AddNot"),
        *("ReplaceContinueWithBreak", "ReplaceBreakWithContinue", "ZeroIterationForLoop"),
        "NumberReplacer",
    )
)


@dataclass(frozen=True)
class Mutant:
    """One change: where, by which operator, the line before and after, and the whole new source."""

    id: str
    path: str
    line: int
    operator: str
    before: str
    after: str
    source: str


class Positions(Visitor):
    """Collects where an operator applies, in the order in which it would be applied."""

    def __init__(self, operator: object) -> None:
        self.operator = operator
        self.found: list[Span] = []

    def visit(self, node: object) -> object:
        """Note the places in one node."""
        self.found.extend(self.operator.mutation_positions(node))
        return node


def skipped_spans(tree: ast.Module) -> list[Span]:
    """Return where annotations and decorators stand."""
    nodes: list[ast.expr | None] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign | ast.arg):
            nodes.append(node.annotation)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            nodes += [node.returns, *node.decorator_list]
        if isinstance(node, ast.ClassDef):
            nodes += node.decorator_list
    return [
        ((node.lineno, node.col_offset), (node.end_lineno or 0, node.end_col_offset or 0))
        for node in nodes
        if node is not None
    ]


def bodies(tree: ast.Module) -> list[Span]:
    """Return where the statements of functions stand: what runs when somebody calls."""
    return [
        (
            (node.body[0].lineno, node.body[0].col_offset),
            (node.body[-1].end_lineno or 0, node.body[-1].end_col_offset or 0),
        )
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def inside(span: Span, others: list[Span]) -> bool:
    """Say whether a place lies within one of the others."""
    return any(start <= span[0] and span[1] <= end for start, end in others)


def candidates(path: Path) -> Iterator[tuple[str, int, Span]]:
    """Return every change cosmic-ray could make to a file: operator, occurrence, place."""
    text = path.read_text("utf-8")
    skipped, called = skipped_spans(ast.parse(text)), bodies(ast.parse(text))
    lines, parsed = text.splitlines(), get_ast(text)
    for name in OPERATORS:
        positions = Positions(get_operator(name)())
        positions.walk(parsed)
        for occurrence, span in enumerate(positions.found):
            (line, column), _ = span
            doubled = name.endswith("AddNot") and lines[line - 1][column:].startswith("not ")
            if inside(span, called) and not inside(span, skipped) and not doubled:
                yield name, occurrence, span


def population(folder: Path) -> list[tuple[Path, str, int, Span, str | None]]:
    """Return every possible mutant of a folder, in a fixed order."""
    every: list[tuple[Path, str, int, Span, str | None]] = []
    for path in sorted(folder.rglob("*.py")):
        every += [(path, *candidate, None) for candidate in candidates(path)]
        text = path.read_text("utf-8")
        called = bodies(ast.parse(text))
        every += [
            (path, f"own/{name}", occurrence, span, new)
            for occurrence, (name, span, new) in enumerate(own_mutants(text))
            if inside(span, called)
        ]
    return every


def made(root: Path, chosen: tuple[Path, str, int, Span, str | None]) -> Mutant | None:
    """Apply one change; None if the result is the same source, or none at all."""
    path, operator, occurrence, span, new = chosen
    text = path.read_text("utf-8")
    source = new or mutate_code(text, get_operator(operator)(), occurrence)
    if source is None or not _differs(source, text):
        return None
    name = path.relative_to(root).as_posix()
    before, after = text.splitlines(), source.splitlines()
    first = next(i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b)
    number = f"{name.removeprefix('packages/hikeshi/')}:{span[0][0]}:{span[0][1]}"
    return Mutant(
        id=f"{number} {operator.partition('/')[2]}#{occurrence}",
        path=name,
        line=span[0][0],
        operator=operator,
        before=before[first].strip(),
        after=after[first].strip(),
        source=source,
    )


def _differs(source: str, text: str) -> bool:
    """Say whether a change is one at all, and still Python: `not found := …` is not."""
    try:
        return ast.dump(ast.parse(source)) != ast.dump(ast.parse(text))
    except SyntaxError:
        return False


def main() -> None:
    """Write the sample as JSON: how many there are, and those that were drawn."""
    parser = argparse.ArgumentParser()
    parser.add_argument("root", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sample", type=int, default=0, help="0: all of them")
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    every = population(wanted.root / wanted.folder)
    chosen = list(every)
    if 0 < wanted.sample < len(every):
        chosen = random.Random(wanted.seed).sample(every, wanted.sample)
    mutants = [mutant for choice in chosen if (mutant := made(wanted.root, choice))]
    version = f"cosmic-ray {metadata.version('cosmic-ray')}"
    json.dump(
        {"version": version, "population": len(every), "mutants": [asdict(m) for m in mutants]},
        sys.stdout,
    )


if __name__ == "__main__":
    main()
