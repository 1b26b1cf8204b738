"""`coach serve`: the service for a browser and for programs, with a worker in the same process."""

from importlib import import_module
from typing import Annotated

import typer

from coach.cli.ending import end
from coach.cli.options import StoreUrl


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 lets other machines in.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
    store: StoreUrl = None,
) -> None:
    """Run the API, the pages and a worker until Ctrl-C."""
    from contextlib import closing

    import uvicorn

    from coach.settings import load_settings
    from coach.store.store import open_store

    settings = load_settings()
    with closing(open_store(store, settings=settings)) as opened:
        if not opened.accounts.any():
            typer.echo("nobody can sign in yet: run `coach admin create NAME` first", err=True)
        jobs = import_module("api.jobs").Jobs(opened)
        app = import_module("api.app").create_app(opened, settings, jobs)
        jobs.launch()
        try:
            typer.echo(f"models are being loaded; then open http://{host}:{port}", err=True)
            service = settings.service
            uvicorn.run(
                app,
                host=host,
                port=port,
                log_level=service.log_level,
                access_log=False,
                server_header=False,
                proxy_headers=service.forwarded_allow_ips != "",
                forwarded_allow_ips=service.forwarded_allow_ips,
            )
        finally:
            end(jobs)
