"""`rebuild_search_words`: the words of the search, written again."""

from typing import Any

from catalog.management.base import CatalogueCommand
from catalog.models import SearchWord


class Command(CatalogueCommand):
    help = (
        "Write the search words of all models again, after a release that changes them, or a finding of check_catalog."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        count = SearchWord.objects.rebuild()
        self.info(f"Search words of {count} models rebuilt.")
