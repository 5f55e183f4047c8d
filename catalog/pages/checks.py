"""System check that the files of the documentation are deployed."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks

_NEEDED = ("docs/guide/README.md", "docs/problems", "docs/examples/README.md", "CHANGELOG.md")


@checks.register(checks.Tags.files)
def check_guides(app_configs: Any, **options: Any) -> list[checks.CheckMessage]:
    missing = [name for name in _NEEDED if not (Path(settings.BASE_DIR) / name).exists()]
    return [
        checks.Error(
            f"{name} is missing; the documentation pages need it.",
            hint="Deploy docs/ and CHANGELOG.md next to manage.py.",
            id="catalog.E101",
        )
        for name in missing
    ]
