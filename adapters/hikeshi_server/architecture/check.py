"""Run the contracts and say which are broken, and where."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from attrs import frozen
from importlinter import api  # noqa: F401  # configures import-linter
from importlinter.application import use_cases
from importlinter.application.output import console
from importlinter.application.ports.reporting import Report
from importlinter.domain.contract import Contract, ContractCheck

from hikeshi.kernel.errors import InvalidError


@frozen
class Broken:
    """A contract that is not kept: its sentence, and a line for each place that breaks it."""

    sentence: str
    places: tuple[str, ...]


def check(config_path: Path) -> list[Broken]:
    """Return the broken contracts of that architecture file; an empty list means all are kept.

    Packages are looked up from the folder of the file and on the import path.

    Raises:
        InvalidError: There is no such file, or it cannot be understood.
    """
    if not config_path.is_file():
        raise InvalidError(f"There is no {config_path}: name an architecture file.")
    with _importable(config_path.parent), console.capture():
        report = _report(config_path)
    return [
        Broken(contract.name, _places(contract, answer))
        for contract, answer in report.get_contracts_and_checks()
        if not answer.kept
    ]


def _report(config_path: Path) -> Report:
    try:
        options = use_cases.read_user_options(config_filename=str(config_path))
        use_cases._register_contract_types(options)  # no public way exists
        report = use_cases.create_report(options, cache_dir=None)
    except Exception as error:  # whatever a broken file or a missing package makes it raise
        raise InvalidError(f"{config_path} cannot be checked: {error}") from error
    if not options.contracts_options:
        raise InvalidError(f"{config_path} cannot be checked: it has no contracts.")
    if report.invalid_contract_options:
        name, reason = next(iter(report.invalid_contract_options.items()))
        raise InvalidError(f"{config_path}, contract “{name}”: {reason.errors}")
    return report


def _places(contract: Contract, answer: ContractCheck) -> tuple[str, ...]:
    with console.capture() as captured:
        contract.render_broken_contract(answer)
    return tuple(line.rstrip() for line in captured.get().splitlines() if line.strip())


@contextmanager
def _importable(folder: Path) -> Iterator[None]:
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))
