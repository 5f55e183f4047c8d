"""Admin of vendor synonyms."""

from django.contrib import admin

from catalog.admin.mixins.audited import AuditedAdminMixin, AuditedForm
from catalog.admin.time_columns import time_column
from catalog.admin.vendor_input import KnownVendorMixin, VendorInput
from catalog.models import VendorSynonym


class VendorSynonymForm(KnownVendorMixin, AuditedForm):
    class Meta:
        widgets = {"vendor": VendorInput}


@admin.register(VendorSynonym)
class VendorSynonymAdmin(AuditedAdminMixin, admin.ModelAdmin):
    form: type[AuditedForm] = VendorSynonymForm
    EDITABLE_FIELDS = fields = ("name", "vendor", "source")
    list_display = ("name", "vendor", "source", time_column("updated_at", "updated"))
    search_fields = ("name", "vendor", "source")
    search_help_text = "Search by reported name, vendor or source."
