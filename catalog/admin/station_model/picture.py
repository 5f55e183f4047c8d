"""Page to upload, describe and remove the picture of a model."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from catalog.admin.imports.upload_handler import InMemoryUploadHandler
from catalog.admin.links import change_url
from catalog.admin.mixins.changelist import redirect_missing
from catalog.admin.reason import ReasonField, actor_with_reason
from catalog.admin.station_model.evidence import EvidenceField
from catalog.admin.undo import message_with_undo
from catalog.choices import EvidenceSubject
from catalog.exceptions import CatalogueError
from catalog.http.addresses import get_public_url
from catalog.limits import PICTURE_BYTES_MAX, TEXT_MAX
from catalog.models import ChargingStationModel
from catalog.models.evidence import FIELDS
from catalog.pictures.addresses import picture_path
from catalog.pictures.header import ALLOWED, PictureRefused
from catalog.pictures.rendering import RenderedPicture, render_picture
from catalog.text import validate_no_control_characters


class PictureForm(forms.Form):
    file = forms.FileField(
        label="Picture",
        required=False,
        help_text="JPEG, PNG or WebP, up to 5 MB. Saved at 960 and 320 pixels, without metadata such as the place.",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    alt_text = forms.CharField(
        label="Description",
        required=False,
        max_length=TEXT_MAX,
        validators=[validate_no_control_characters],
        help_text="What the picture shows, for people who cannot see it. For example: White wallbox with a cable.",
    )
    evidence = EvidenceField(EvidenceSubject.IMAGE)
    reason = ReasonField()

    has_picture = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        evidence: Any = self.fields["evidence"]
        for name, widget in zip(FIELDS, evidence.widget.widgets, strict=True):
            widget.attrs["aria-label"] = f"{evidence.label}, {name}"

    def clean_file(self) -> RenderedPicture | None:
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is None:
            if not self.has_picture:
                raise ValidationError("Choose a picture.", code="required")
            return None
        size = file.size or 0
        if size > PICTURE_BYTES_MAX:
            raise PictureRefused(f"The file is too large: {filesizeformat(size)}. {ALLOWED}", code="too_large")
        return render_picture(file.read())


class PictureMixin(admin.ModelAdmin):
    """Picture page for the ModelAdmin of station models."""

    def get_urls(self) -> list[URLPattern]:
        guard = self.admin_site.admin_view
        own = path("<path:object_id>/picture/", guard(self.picture_view), name="catalog_chargingstationmodel_picture")
        return [own, *super().get_urls()]

    # Exempt only until the upload handler is set, as for the import: `csrf_protect` below applies the check.
    @csrf_exempt
    def picture_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        request.upload_handlers = [InMemoryUploadHandler(request)]
        return csrf_protect(self._picture)(request, object_id)

    def _picture(self, request: HttpRequest, object_id: str) -> HttpResponse:
        station_model = self.get_object(request, unquote(object_id))
        if station_model is None:
            return redirect_missing(self, request, object_id)
        picture = station_model.find_picture()
        evidence = {each.subject: each.as_record() for each in station_model.evidence.all()}
        initial = {"alt_text": station_model.image_alt, "evidence": evidence.get(EvidenceSubject.IMAGE.value)}
        if request.method == "POST" and "remove" in request.POST:
            return self._remove(request, station_model)
        form = PictureForm(request.POST or None, request.FILES or None, initial=initial)
        form.has_picture = picture is not None
        if request.method == "POST" and form.is_valid() and self._save(request, station_model, form):
            return HttpResponseRedirect(change_url(station_model.pk))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Picture of {station_model}",
            "opts": self.opts,
            "original": station_model,
            "form": form,
            "picture": picture,
            "link": station_model.image_url if picture is None else "",
            "link_host": urlsplit(station_model.image_url or "").hostname,
        }
        template = "admin/catalog/chargingstationmodel/picture.html"
        return TemplateResponse(request, template, context)

    def _save(self, request: HttpRequest, station_model: ChargingStationModel, form: PictureForm) -> bool:
        """Save the picture and show a message. Return whether it was saved."""
        values = form.cleaned_data
        rendered: RenderedPicture | None = values["file"]
        url = get_public_url(request, picture_path(rendered.hash)) if rendered else station_model.image_url
        by = actor_with_reason(request, values["reason"])
        try:
            has_changed = station_model.set_picture(
                rendered, url=url or "", by=by, alt_text=values["alt_text"], evidence=values["evidence"]
            )
        except (CatalogueError, ValidationError) as error:
            form.add_error(None, error if isinstance(error, ValidationError) else str(error))
            return False
        if has_changed:
            message_with_undo(request, f"Saved the picture of {station_model}.")
        else:
            messages.info(request, f"Nothing was changed: {station_model} has this picture already.")
        return True

    def _remove(self, request: HttpRequest, station_model: ChargingStationModel) -> HttpResponse:
        if station_model.remove_image(by=actor_with_reason(request, "")):
            message_with_undo(request, f"Removed the picture of {station_model}.")
        return HttpResponseRedirect(reverse("admin:catalog_chargingstationmodel_picture", args=[station_model.pk]))
