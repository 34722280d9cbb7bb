"""The command that reads export files."""

import typer

app = typer.Typer()
