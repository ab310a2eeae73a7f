"""``unclench serve``: the pages' own command, brought to the one menu through an entry point."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from unclench.model.preferences import Country


def serve(
    host: Annotated[
        str, typer.Option(help="Address to listen on; the default answers only on this machine.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8642,
    data: Annotated[
        Path | None, typer.Option(help="Folder for what is kept; your user data folder by default.")
    ] = None,
    country: Annotated[Country, typer.Option(help="Default country for phone numbers and drug names.")] = Country.US,
) -> None:
    """Open the companion as web pages; stop with Ctrl-C."""
    from unclench.web.serve import serve as serve_pages
    from unclench.web.settings import Settings

    if data is None:
        settings = Settings(default_country=country)
    else:
        settings = Settings(data_folder=data, default_country=country)
    serve_pages(host, port, settings)
