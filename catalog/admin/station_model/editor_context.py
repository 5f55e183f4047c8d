"""Template context of the station model form, for the page and for the answers while typing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from catalog.admin.differences import Record
from catalog.admin.station_model.conflicts import find_conflicts
from catalog.admin.station_model.connectors import ConnectorFormSet
from catalog.admin.station_model.draft import Draft, digest_warnings
from catalog.admin.station_model.evidence import EVIDENCE_FIELDS
from catalog.admin.station_model.form import StationModelForm
from catalog.hardware.plausibility import plausibility_warnings, rated_power_formula

# Errors with a place of their own on the page.
_SHOWN_APART = {"doubtful_figures"}


@dataclass(frozen=True)
class SummaryEntry:
    """An error in the summary, with the ID of the field that it is about."""

    text: str
    field_id: str = ""


def editor_context(form: StationModelForm, formset: ConnectorFormSet, *, is_bound: bool) -> dict[str, Any]:
    """Return the context. An unbound form shows the stored model."""
    draft = Draft(form, formset) if is_bound else None
    source = form.source_record
    warnings = draft.warnings if draft else plausibility_warnings(source) if source else []
    unanswered = draft.unanswered_subjects if draft else []
    is_stale = is_bound and not form.is_draft and form.is_stale
    return {
        "draft": draft,
        "form": form,
        "connector_formset": formset,
        "rows": list(_rows(formset, draft.power_notes if draft else _stored_notes(source))),
        "plausibility": warnings,
        "has_figures": draft.has_figures if draft else source is not None,
        "differences": draft.differences if draft else [],
        "product_differences": draft.product_differences if draft and form.station_model_to_replace else [],
        "evidence_blocks": [(block, subject in unanswered) for subject, block in form.evidence_blocks.items()],
        "is_draft": form.is_draft,
        "error_summary": list(_summary(form, formset)) if is_bound and not form.is_draft else [],
        "doubts": form.unanswered.warnings if form.unanswered else (),
        "doubts_digest": digest_warnings(draft.new_warnings) if draft else "",
        "conflicts": find_conflicts(draft) if draft and is_stale else [],
        "expected_revision": form.original.revision if is_stale else form["expected_revision"].value(),
        "check_url": _check_url(form),
        "replaced_identities": form.original.identities.count() if form.station_model_to_replace else 0,
    }


def _stored_notes(source: Record | None) -> dict[int, str]:
    connectors = source["connectors"] if source else ()
    return {number: rated_power_formula(each, source["powerType"]) for number, each in enumerate(connectors)}  # type: ignore[index]


def _rows(formset: ConnectorFormSet, notes: dict[int, str]) -> Iterator[dict[str, Any]]:
    last = len(formset.forms) - 1
    for number, form in enumerate(formset.forms):
        readings = form.readings  # type: ignore[attr-defined]
        yield {
            "form": form,
            "number": number,
            "ordinal": number + 1,
            "is_first": number == 0,
            "is_last": number == last,
            "fields": [(field, readings.get(field.id_for_label)) for field in form.visible_fields()],
            "note": notes.get(number, ""),
        }


def _summary(form: StationModelForm, formset: ConnectorFormSet) -> Iterator[SummaryEntry]:
    for error in form.non_field_errors().as_data():
        if error.code not in _SHOWN_APART:
            field_id = "conflicts" if error.code == "changed_meanwhile" else ""
            yield from (SummaryEntry(str(text), field_id) for text in error.messages)
    first_ids = {EVIDENCE_FIELDS[subject]: block.first_id for subject, block in form.evidence_blocks.items()}
    for name, errors in form.errors.items():
        if name in form.fields:
            field_id = first_ids.get(name) or str(form[name].id_for_label)
            yield from (SummaryEntry(str(text), field_id) for text in errors)
    for text in formset.non_form_errors():
        yield SummaryEntry(str(text), "connectors")
    for number, row in enumerate(formset.forms, start=1):
        for name, errors in row.errors.items():
            field_id = str(row[name].id_for_label) if name in row.fields else "connectors"
            yield from (SummaryEntry(f"Connector {number}: {text}", field_id) for text in errors)


def _check_url(form: StationModelForm) -> str:
    if form.original._state.adding:
        query = f"?copy={form.copied.pk}" if form.copied else ""
        return reverse("admin:catalog_chargingstationmodel_check_new") + query
    query = "?replace=1" if form.station_model_to_replace else ""
    return reverse("admin:catalog_chargingstationmodel_check", args=[form.original.pk]) + query
