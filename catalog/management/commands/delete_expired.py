"""`delete_expired`: what was kept for a time, and is not needed any more."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from oauth2_provider.models import get_access_token_model

from catalog.models import IdempotencyRecord


class Command(BaseCommand):
    help = "Deletes expired access tokens and answers kept for Idempotency-Keys. Run it once a day."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        tokens, _ = get_access_token_model().objects.filter(expires__lt=timezone.now()).delete()
        answers, _ = IdempotencyRecord.objects.expired().delete()
        if verbosity:
            self.stderr.write(f"Deleted {tokens} access tokens and {answers} kept answers.")
