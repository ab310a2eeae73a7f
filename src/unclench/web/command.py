"""``unclench serve``: the pages' own command, brought to the one menu through an entry point."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from unclench.model.preferences import Country


def serve(  # noqa: PLR0913, PLR0917 - a command has as many parameters as its menu has options
    host: Annotated[
        str, typer.Option(help="Address to listen on; the default answers only on this machine.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8642,
    data: Annotated[
        Path | None, typer.Option(help="Folder for what is kept; your user data folder by default.")
    ] = None,
    country: Annotated[Country, typer.Option(help="Default country for phone numbers and drug names.")] = Country.US,
    hosted: Annotated[
        bool, typer.Option("--hosted", help="Many people share this server: offer accounts to sign in with.")
    ] = False,
    phone: Annotated[
        bool, typer.Option("--phone", help="Open it to phones on this network: HTTPS, and a code to scan.")
    ] = False,
    without_https: Annotated[
        bool, typer.Option("--without-https", help="Listen beyond this machine unprotected, behind a proxy of yours.")
    ] = False,
    passphrase_file: Annotated[
        Path | None,
        typer.Option(
            help="File with the passphrase of an encrypted diary; else UNCLENCH_PASSPHRASE, or you are asked."
        ),
    ] = None,
    export_check: Annotated[
        Path | None,
        typer.Option(help="Write the danger check that needs no server into this folder, for any web host, and stop."),
    ] = None,
) -> None:
    """Open the companion as web pages; stop with Ctrl-C."""
    from unclench.web.settings import Settings

    settings = Settings(default_country=country, hosted=hosted)
    if data is not None:
        settings = replace(settings, data_folder=data)
    if export_check is not None:
        from unclench.web.export import export

        typer.echo(export(export_check, settings))
        return
    from unclench.web.serve import Reach
    from unclench.web.serve import serve as serve_pages
    from unclench.web.unlock import unlocked

    settings = unlocked(settings, passphrase_file, os.environ)
    serve_pages(host, port, settings, Reach(phone=phone, without_https=without_https))
