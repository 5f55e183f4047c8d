"""Pictures of models for display."""

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.hardware.presentation import ModelView
from catalog.models import Picture
from catalog.pictures.addresses import find_picture_hash, picture_path


@dataclass(frozen=True)
class PictureView:
    """Addresses and size of a picture that is stored here."""

    large: str
    small: str
    width: int
    height: int


@dataclass(frozen=True)
class ShownModel:
    model: ModelView
    picture: PictureView | None = None


def add_pictures(models: Sequence[ModelView]) -> list[ShownModel]:
    """Return the models with their pictures: one query, or none if no image is one of ours."""
    known = Picture.objects.find_known(each.image_url for each in models)
    return [ShownModel(each, _present(known.get(find_picture_hash(each.image_url) or ""))) for each in models]


def _present(picture: Picture | None) -> PictureView | None:
    if picture is None:
        return None
    return PictureView(
        picture_path(picture.hash), picture_path(picture.hash, is_small=True), picture.width, picture.height
    )
