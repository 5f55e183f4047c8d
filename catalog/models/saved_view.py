"""How people keep the list of models: views that they saved, and the layout that they chose."""

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

from catalog.fields import TrimmedTextField
from catalog.models.constraints import text_constraint

if TYPE_CHECKING:
    from django.contrib.auth.models import User

NAME_MAX = 60
QUERY_MAX = 2_000
VIEWS_MAX = 50
"""Views of one person."""


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: "User") -> Self:
        """Keep the person's own views and those that others share, own ones first."""
        is_other = models.Case(models.When(user=user, then=0), default=1)
        found = self.filter(models.Q(user=user) | models.Q(is_shared=True)).select_related("user")
        return found.order_by(is_other, "position", "pk")

    @transaction.atomic
    def save_view(self, user: "User", name: str, query: str, *, is_shared: bool) -> "SavedView":
        """Save a view at the end of the person's own, or the new query of the one with that name.

        Raises ValidationError for a bad name, and for one view too many.
        """
        own = self.select_for_update().filter(user=user)
        view = self.model(user=user, name=name, query=query, is_shared=is_shared)
        view.clean_fields(exclude={"user", "position"})
        existing = own.filter(name=view.name).first()
        if existing is not None:
            existing.query, existing.is_shared = query, is_shared
            existing.save(update_fields=["query", "is_shared"])
            return existing
        positions = list(own.values_list("position", flat=True))
        if len(positions) >= VIEWS_MAX:
            raise ValidationError(f"You have {VIEWS_MAX} views, the most that can be saved. Delete one first.")
        view.position = max(positions, default=-1) + 1
        view.save()
        return view


class SavedView(models.Model):
    """Filters, search and order of the list, under a name of the person who saved them."""

    # Found by the index of the unique constraint.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    name = TrimmedTextField(max_length=NAME_MAX)
    query = models.CharField(max_length=QUERY_MAX, blank=True, help_text="The query string of the list.")
    is_shared = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["user_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="saved_view_name_uniq"),
            text_constraint("name", NAME_MAX, "saved_view"),
            models.CheckConstraint(
                name="saved_view_query_length", condition=models.Q(LessThanOrEqual(Length("query"), QUERY_MAX))
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @transaction.atomic
    def rename(self, name: str) -> None:
        """Give it another name. Raises ValidationError for a bad one, or one that the person's other views have."""
        self.name = name
        self.clean_fields(exclude={"user", "position", "query"})
        if SavedView.objects.select_for_update().filter(user=self.user_id, name=self.name).exclude(pk=self.pk).exists():
            raise ValidationError({"name": f"You already have a view called “{self.name}”. Enter another name."})
        self.save(update_fields=["name"])

    def set_shared(self, is_shared: bool) -> None:
        self.is_shared = is_shared
        self.save(update_fields=["is_shared"])

    @transaction.atomic
    def move_first(self) -> None:
        """Put it before the person's other views."""
        others = SavedView.objects.select_for_update().filter(user=self.user_id).exclude(pk=self.pk)
        for position, view in enumerate([self, *others.order_by("position", "pk")]):
            view.position = position
            view.save(update_fields=["position"])


class ListLayout(models.Model):
    """Columns and density of the list, as a person chose them."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", primary_key=True)
    columns = models.JSONField(default=list, help_text="Names of columns. Names that are not known are ignored.")
    is_compact = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.user}: {', '.join(self.columns)}"

    @classmethod
    def of(cls, user: Any) -> "ListLayout":
        """Return the person's layout, unsaved and without columns where none was chosen."""
        return cls.objects.filter(user=user).first() or cls(user=user)
