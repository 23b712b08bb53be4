"""What every room may have: its modules of one name, asked for when they are needed."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

from django.apps import apps
from django.utils.module_loading import module_has_submodule

ROOMS = ("accounts", "listings", "applications", "payments", "outcomes")


def modules(name: str) -> Iterator[ModuleType]:
    """`listings.NAME`, `applications.NAME` and so on, of those that have one."""
    for room in ROOMS:
        if module_has_submodule(apps.get_app_config(room).module, name):
            yield import_module(f"{room}.{name}")
