"""`delete_expired`: deletion of expired rows."""

from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from oauth2_provider.models import get_access_token_model

from catalog.management.base import CatalogueCommand
from catalog.models import IdempotencyRecord, PendingImport
from catalog.models.recognition import delete_old_figures


class Command(CatalogueCommand):
    help = "Delete expired tokens, sessions, failed logins, uploads, stored responses and old figures. Run this daily."

    def handle(self, *args: Any, **options: Any) -> None:
        tokens, _ = get_access_token_model().objects.filter(expires__lt=timezone.now()).delete()
        responses, _ = IdempotencyRecord.objects.expired().delete()
        PendingImport.objects.expired().delete()
        delete_old_figures()
        SessionStore.clear_expired()
        AccessAttempt.objects.filter(attempt_time__lt=timezone.now() - settings.AXES_COOLOFF_TIME).delete()
        self.info(f"Deleted {tokens} access tokens and {responses} stored responses.")
