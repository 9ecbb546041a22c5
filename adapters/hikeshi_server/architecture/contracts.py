"""Contract types that architecture.toml uses beside those of import-linter."""

import sys

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output
from importlinter.contracts.layers import LayersContract
from importlinter.contracts.protected import ProtectedContract
from importlinter.domain.imports import ModuleExpression


def _keep_present(contract: Contract, graph: ImportGraph, option: str) -> list[ModuleExpression]:
    """Narrow an option of the contract to the modules that exist, and return them.

    import-linter types an option as its field, while an instance holds the parsed value.
    """
    options = vars(contract)
    expressions: list[ModuleExpression] = options[option]
    options[option] = [
        expression
        for expression in expressions
        if expression.has_wildcard_expression() or expression.expression in graph.modules
    ]
    return list(options[option])


class RoomsContract(LayersContract):
    """Layers in containers of which some may not have been built yet."""

    type_name = "rooms"

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Check the layers of the containers that exist."""
        if not _keep_present(self, graph, "containers"):
            return ContractCheck(kept=True)
        return super().check(graph, verbose)


class ConfinedContract(ProtectedContract):
    """Modules known inside certain rooms only; either side may not have been built yet."""

    type_name = "confined"

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Check who imports the modules that exist."""
        _keep_present(self, graph, "protected_modules")
        _keep_present(self, graph, "allowed_importers")
        return super().check(graph, verbose)


class AllowListContract(Contract):
    """Of what others wrote, some packages import the named ones and the standard library only.

    A list of what is forbidden would rot: it cannot name the packages of tomorrow.
    """

    type_name = "allow_list"

    importers = fields.ListField(subfield=fields.StringField())
    allowed = fields.SetField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Find each import of a package which is neither ours, nor standard, nor named."""
        ours = set(self.session_options["root_packages"])
        known = ours | vars(self)["allowed"] | sys.stdlib_module_names
        foreign = sorted(m for m in graph.modules if m.partition(".")[0] not in known)
        breaches = [
            (importer, module, graph.get_import_details(importer=importer, imported=module))
            for module in foreign
            for importer in sorted(graph.find_modules_that_directly_import(module))
            if self._is_importer(importer)
        ]
        links = [
            {"importer": importer, "imported": module, "lines": [d["line_number"] for d in details]}
            for importer, module, details in breaches
        ]
        return ContractCheck(kept=not links, metadata={"links": links})

    def _is_importer(self, module: str) -> bool:
        return any(
            module == name or module.startswith(f"{name}.") for name in vars(self)["importers"]
        )

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print one line for each import that is not allowed."""
        for link in check.metadata["links"]:
            lines = ", ".join(f"l.{number}" for number in link["lines"])
            output.print_error(f"- {link['importer']} -> {link['imported']} ({lines})", bold=False)
        output.new_line()
