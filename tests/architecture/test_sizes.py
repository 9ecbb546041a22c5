"""Files and functions stay small enough to be read at once, and imports stay at the top."""

import ast
from collections.abc import Iterator
from statistics import quantiles

from tests.architecture.source import LIBRARY, SERVER, TESTS, Function, Source, sources, where

LONGEST_FILE = 400
LONGEST_FUNCTION = 60
PRODUCT = sources(LIBRARY, SERVER)
#: The API on one page.
LONG_BY_NATURE = ("/migrations/",)


def length(function: Function) -> int:
    """Return the lines of a function, its documentation counted: a reader passes all of them."""
    return (function.end_lineno or 0) - function.lineno + 1


def late_imports(source: Source) -> Iterator[str]:
    """Return the project's own imports inside functions, and imports for the type checker only."""
    for node in ast.walk(source.tree):
        hidden = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        typing_only = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        if not (hidden or typing_only):
            continue
        for inner in ast.walk(node):
            if isinstance(inner, ast.ImportFrom) and (inner.module or "").startswith("hikeshi"):
                yield f"from {inner.module} (line {inner.lineno})"
            if isinstance(inner, ast.Import):
                yield from (
                    f"import {alias.name} (line {inner.lineno})"
                    for alias in inner.names
                    if alias.name.startswith("hikeshi")
                )


def long_functions(source: Source) -> Iterator[str]:
    """Return the functions that are too long."""
    if any(part in source.name for part in LONG_BY_NATURE):
        return iter(())
    return (f.name for f in source.functions() if length(f) > LONGEST_FUNCTION)


def too_long(source: Source) -> Iterator[int]:
    """Return the length of a file that is too long."""
    lines = len(source.text.splitlines())
    if lines > LONGEST_FILE and not any(part in source.name for part in LONG_BY_NATURE):
        yield lines


def silent_tests(source: Source) -> Iterator[str]:
    """Return the tests that do not say what they prove."""
    tests = (f for f in source.functions() if f.name.startswith("test_"))
    return (f.name for f in tests if not ast.get_docstring(f))


def test_no_file_is_too_long() -> None:
    """A file has at most 400 lines; migrations and the table of routes excepted."""
    assert where(too_long, [*PRODUCT, *sources(TESTS)]) == {}


def test_no_function_is_too_long() -> None:
    """A function has at most 60 lines; migrations excepted."""
    assert where(long_functions, PRODUCT) == {}


def test_most_files_and_functions_are_short() -> None:
    """Of files, nine in ten have at most 250 lines; of functions, at most 30, and half 10."""
    files = [len(source.text.splitlines()) for source in PRODUCT]
    functions = [length(function) for source in PRODUCT for function in source.functions()]

    assert quantiles(files, n=10)[-1] <= 250
    assert quantiles(functions, n=10)[-1] <= 30
    assert quantiles(functions, n=2)[0] <= 10


def test_imports_stand_at_the_top() -> None:
    """Nothing needs hiding from a cycle: no own import in a function or for type checking only."""
    assert where(late_imports, PRODUCT) == {}


def test_every_test_states_its_rule() -> None:
    """A test's docstring is the rule it proves, in a sentence."""
    assert where(silent_tests, sources(TESTS)) == {}


def test_a_late_import_would_be_noticed() -> None:
    """An import inside a function, planted, is found."""
    planted = Source(LIBRARY / "planted.py", "def f():\n    from hikeshi.kernel import ids\n")

    assert list(late_imports(planted)) == ["from hikeshi.kernel (line 2)"]


def test_a_long_function_would_be_noticed() -> None:
    """A function of 61 lines, planted, is found."""
    planted = Source(LIBRARY / "planted.py", "def f():\n" + "    x = 1\n" * 60)

    assert list(long_functions(planted)) == ["f"]


def test_documentation_does_not_hide_a_long_function() -> None:
    """A function whose signature and documentation fill most of its 61 lines, planted, is found."""
    signature = "def f(\n" + "".join(f"    p{n}: int,\n" for n in range(28)) + ") -> None:\n"
    documentation = '    """Say it.\n' + "    At length.\n" * 28 + '    """\n'
    planted = Source(LIBRARY / "planted.py", signature + documentation + "    return\n")

    assert list(long_functions(planted)) == ["f"]
