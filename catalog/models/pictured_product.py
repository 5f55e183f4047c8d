"""The picture of a station model."""

from collections.abc import Mapping
from typing import Any

from catalog.models.audit_event import Action, Actor
from catalog.models.evidence import Values
from catalog.models.evidenced_product import EvidencedProduct
from catalog.models.picture import Picture
from catalog.pictures.rendering import RenderedPicture


class PicturedProduct(EvidencedProduct):
    """The part of a ChargingStationModel that has a picture.

    A model has one image: a picture of ours, whose address is its `image_url`, or a link to another site.
    """

    class Meta:
        abstract = True

    def find_picture(self) -> Picture | None:
        """Return the picture without its content, or None if the image is a link or missing. At most one query."""
        return next(iter(Picture.objects.find_known([self.image_url]).values()), None)

    def set_picture(
        self,
        picture: RenderedPicture | None,
        *,
        url: str,
        by: Actor,
        alt_text: str | None = None,
        evidence: Values | None = None,
    ) -> bool:
        """Make the picture at that URL the image of the model, with what it shows and where it comes from.

        None if the picture is stored. Idempotent; returns whether anything changed. Raises ValidationError for a bad
        text or bad evidence.
        """
        with self.audited_update(Action.EDITED, by) as change:
            if picture is not None:
                Picture.objects.store(picture)
            self.image_url, self.image_alt = url, alt_text or None
            self.clean_fields(exclude=self.fields_except("image_url", "image_alt"))
            self.write_evidence(change.before, {"image": evidence})
        return change.has_changed

    def alt_of_copy(self, fields: Mapping[str, Any]) -> dict[str, str | None]:
        """Return the description for a copy with those fields: this one's, if the copy has the same image."""
        return {"image_alt": self.image_alt} if fields.get("image_url") == self.image_url else {}

    def remove_image(self, *, by: Actor) -> bool:
        """Take the picture or the link away, with its evidence. Idempotent; returns whether anything changed."""
        with self.audited_update(Action.EDITED, by) as change:
            self.image_url = self.image_alt = None
            self.write_evidence(change.before, {})
        return change.has_changed
