"""Ports on the loopback interface."""

import os
import socket
from pathlib import Path

from bin.launcher.trouble import Trouble

LOOPBACK = "127.0.0.1"


def is_free(port: int) -> bool:
    """Whether a server may listen on `port`: nobody else answers there now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As servers do, so that connections still in TIME_WAIT from our last run do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port that the kernel says is free right now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def kept_port(note: Path) -> int:
    """The port written in `note` if it is still free, else a new one, written there.

    Pages in the database carry the stand-in's address, so it should survive a restart.
    """
    try:
        port = int(note.read_text())
    except (OSError, ValueError):
        port = 0
    if not port or not is_free(port):
        port = free_port()
        note.write_text(str(port))
    return port


def site_port(command: str = "bin/dev") -> int:
    """PORT from the environment, default 8000.

    Raises `Trouble` if it is no port or if something listens there already.
    """
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Trouble(f"PORT={text} is not a port number.", f"PORT=8001 {command}")
    port = int(text)
    if is_free(port):
        return port
    other = next((p for p in range(port + 1, min(port + 100, 65536)) if is_free(p)), free_port())
    raise Trouble(
        f"Port {port} is taken by another program, or not yours to use. Choose another:",
        f"PORT={other} {command}",
    )
