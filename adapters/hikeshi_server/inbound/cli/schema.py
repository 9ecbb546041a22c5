"""`hikeshi schema`: what a configuration file may hold, for editors."""

import json

import click

from hikeshi.configuration.schema import json_schema


@click.command()
def schema() -> None:
    """Print the JSON Schema of configuration files."""
    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
