"""Models with their pictures, for lists."""

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.hardware.presentation import ModelView
from catalog.models import Picture
from catalog.pictures.addresses import find_picture_hash


@dataclass(frozen=True)
class ShownModel:
    model: ModelView
    picture: Picture | None = None


def add_pictures(models: Sequence[ModelView]) -> list[ShownModel]:
    """Return the models with their pictures: one query, or none if no image is one of ours."""
    known = Picture.objects.find_known(each.image_url for each in models)
    return [ShownModel(each, known.get(find_picture_hash(each.image_url) or "")) for each in models]
