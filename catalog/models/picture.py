"""Picture: a picture of station models, stored by the hash of its content."""

from collections.abc import Iterable

from django.core.validators import RegexValidator
from django.db import models

from catalog.db.querysets import NoBulkWriteQuerySet
from catalog.pictures.addresses import find_picture_hash, picture_path
from catalog.pictures.rendering import LARGE, RenderedPicture


class PictureQuerySet(NoBulkWriteQuerySet["Picture"]):
    def store(self, picture: RenderedPicture) -> None:
        """Add the picture, unless it is there."""
        row = self.model(
            hash=picture.hash, width=picture.width, height=picture.height, large=picture.large, small=picture.small
        )
        self.bulk_create([row], ignore_conflicts=True)

    def find_known(self, urls: Iterable[str | None]) -> dict[str, "Picture"]:
        """Return the pictures at those URLs by hash, without their content. No query for URLs of other sites."""
        hashes = {found for url in urls if (found := find_picture_hash(url))}
        return {each.hash: each for each in self.defer("large", "small").filter(hash__in=hashes)} if hashes else {}


class Picture(models.Model):
    """Added and never changed. A model refers to it by its `image_url`, so a picture can belong to several.

    It stays when a model gets another one, because the history and the caches of readers refer to it.
    """

    hash = models.CharField(
        primary_key=True, max_length=64, validators=[RegexValidator(r"\A[0-9a-f]{64}\Z")], help_text="SHA-256 of large."
    )
    width = models.PositiveSmallIntegerField(help_text="Pixels of large.")
    height = models.PositiveSmallIntegerField(help_text="Pixels of large.")
    large = models.BinaryField(help_text="WebP with at most 960 pixels on a side.")
    small = models.BinaryField(help_text="WebP with at most 320 pixels on a side.")

    objects = PictureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="picture_size_valid",
                condition=models.Q(width__range=(1, LARGE), height__range=(1, LARGE)),
            ),
        ]

    def __str__(self) -> str:
        return self.hash

    @property
    def large_path(self) -> str:
        return picture_path(self.hash)

    @property
    def small_path(self) -> str:
        return picture_path(self.hash, is_small=True)
