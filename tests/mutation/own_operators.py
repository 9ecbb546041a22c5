"""Operators cosmic-ray lacks, for code of comprehensions and keyword arguments, on plain syntax."""

import ast
from collections.abc import Iterator

Place = tuple[int, int]
Span = tuple[Place, Place]
Own = tuple[str, Span, str]


def own_mutants(text: str) -> Iterator[Own]:
    """Return each change of a source: the operator's name, the place and the new source."""
    tree = ast.parse(text)
    for function in ast.walk(tree):
        if isinstance(function, ast.comprehension):
            yield from (_negated(text, condition) for condition in function.ifs)
        if isinstance(function, ast.Compare):
            yield from _membership(text, function)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _without_statements(text, function)
        if isinstance(function, ast.Call) and _called(function) in {"evolve", "min", "max"}:
            yield from _changed_calls(text, function)


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _negated(text: str, condition: ast.expr) -> Own:
    replacement = f"(not ({ast.unparse(condition)}))"
    return ("NegateComprehensionCondition", _span(condition), _edited(text, condition, replacement))


def _membership(text: str, node: ast.Compare) -> Iterator[Own]:
    swapped = {ast.In: ast.NotIn(), ast.NotIn: ast.In()}
    for index, operator in enumerate(node.ops):
        if type(operator) in swapped:
            ops = [*node.ops[:index], swapped[type(operator)], *node.ops[index + 1 :]]
            new = ast.Compare(left=node.left, ops=ops, comparators=node.comparators)
            yield ("SwapMembership", _span(node), _edited(text, node, f"({ast.unparse(new)})"))


def _without_statements(
    text: str, function: ast.FunctionDef | ast.AsyncFunctionDef
) -> Iterator[Own]:
    """Drop one statement that only acts: a call, an addition to a variable, an error raised."""
    for node in ast.walk(function):
        calls = isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant)
        if calls or isinstance(node, ast.AugAssign | ast.Raise):
            yield ("DropStatement", _span(node), _edited(text, node, "pass"))


def _changed_calls(text: str, call: ast.Call) -> Iterator[Own]:
    """Drop one changed field of a copy; take the larger for the smaller, and the other way."""
    name = _called(call)
    if name == "evolve":
        for index in range(len(call.keywords)):
            kept = [*call.keywords[:index], *call.keywords[index + 1 :]]
            new = ast.unparse(ast.Call(func=call.func, args=call.args, keywords=kept))
            yield ("DropEvolvedField", _span(call.keywords[index]), _edited(text, call, new))
        return
    other = "max" if name == "min" else "min"
    yield ("SwapMinMax", _span(call), _edited(text, call.func, other))


def _span(node: ast.AST) -> Span:
    return ((node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset))


def _edited(text: str, node: ast.AST, replacement: str) -> str:
    """Return the source with a node replaced; offsets of syntax trees count bytes."""
    lines = text.encode().splitlines(keepends=True)
    first, last = node.lineno - 1, node.end_lineno - 1
    before = b"".join(lines[:first]) + lines[first][: node.col_offset]
    after = lines[last][node.end_col_offset :] + b"".join(lines[last + 1 :])
    return (before + replacement.encode() + after).decode()
