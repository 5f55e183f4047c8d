"""Page of one entry of the inbox, beside the queue."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.html import format_html

from catalog.admin.links import station_model_link
from catalog.admin.mixins.permissions import actor_from_request
from catalog.admin.unknown_hardware.entry_context import decision_context, suggestions_context
from catalog.admin.unknown_hardware.forms import PREFIX, AttachForm, IgnoreForm, reporter
from catalog.admin.unknown_hardware.queue import Queue
from catalog.admin.unknown_hardware.responses import respond_to_decision
from catalog.admin.unknown_hardware.suggestions import count_match
from catalog.exceptions import CatalogueError, EntryDecided, IdentityExists
from catalog.models import InboxAction, ReportedIdentity, UnknownHardware
from catalog.models.undo import undo_events
from catalog.resolve.inbox_check import check_inbox, resolve_entries
from catalog.resolve.inbox_writer import ensure_started

TEMPLATE = "admin/catalog/unknownhardware/desk.html"


class EntryView:
    """View of an entry for one request. Without an entry, of the queue alone."""

    def __init__(self, model_admin: admin.ModelAdmin, request: HttpRequest, entry: UnknownHardware | None) -> None:
        self.model_admin, self.request = model_admin, request
        self.is_entry_page = entry is not None
        ensure_started()  # what changes outside of this page, the thread looks at
        self.queue = Queue.of(request, entry.state if entry else UnknownHardware.State.WAITING)
        self.entry: Any = entry or self._first_entry()
        self.errors: list[Any] = []
        self.taken: ReportedIdentity | None = None
        self.warning = ""

    def respond(self) -> HttpResponse:
        posted = self.request.POST if self.request.method == "POST" and self.is_entry_page else None
        verb = posted.get("verb", "") if posted else ""
        self.verb = verb
        if self.entry is not None:
            self._bind(posted, verb)
            actions: dict[str, Callable[[], HttpResponse | None]] = {
                "attach": self.attach,
                "move": self.move,
                "ignore": self.ignore,
                "reopen": self.reopen,
            }
            try:
                if verb in actions and (response := actions[verb]()):
                    return response
            except EntryDecided as error:
                self.entry.refresh_from_db()
                self.warning = str(error)
            except CatalogueError as error:
                self.errors.append(str(error))
        return TemplateResponse(self.request, TEMPLATE, self._context())

    def _first_entry(self) -> UnknownHardware | None:
        return next((entry for group in self.queue.groups for entry in group.entries), None)

    def _bind(self, posted: Any, verb: str) -> None:
        typed = posted.dict() if posted else {}
        is_bound = verb in {"attach", "move"}
        self.attach_form = AttachForm(self.entry, posted if is_bound else None, None if is_bound else typed)
        self.ignore_form = IgnoreForm(posted if verb == "ignore" else None)

    def _finish(self, text: str) -> HttpResponse:
        return respond_to_decision(self.request, self.entry, self.queue, self.following, text)

    # Each action returns a response, or None if the page is to be shown with errors.

    def attach(self) -> HttpResponse | None:
        form = self.attach_form
        if not form.is_valid():
            return None
        if form.has_prefix and form.cleaned_data["counted"] != form.cleaned_data["beginning"]:
            consequences = count_match(self.entry, form.cleaned_data["beginning"])
            if consequences is not None and not consequences.is_harmless:
                form.add_error("beginning", f"{consequences} Check that, then attach.")
                return None
        selected = form.cleaned_data["station_model"]
        self.following = self.queue.key_after(self.entry.pk)
        try:
            self.entry.attach(
                [selected], by=actor_from_request(self.request), model=form.model_pattern, **form.condition_values
            )
        except IdentityExists as error:
            self.taken = ReportedIdentity.objects.prefetch_related("station_models").get(pk=error.owner_id)
            return None
        except ValidationError as error:
            self._add_errors(error)
            return None
        return self._finish(_resolved_text(self.entry, selected))

    def move(self) -> HttpResponse | None:
        """Let the reported name that is in the way point to the selected model."""
        form = self.attach_form
        if not form.is_valid():
            return None
        selected = form.cleaned_data["station_model"]
        self.following = self.queue.key_after(self.entry.pk)
        try:
            identity = ReportedIdentity.objects.get(pk=UUID(self.request.POST.get("identity", "")))
            revision = int(self.request.POST.get("revision", ""))
            self.entry.move(identity, selected, by=actor_from_request(self.request), revision=revision)
        except (ReportedIdentity.DoesNotExist, ValueError):
            self.errors.append("The reported name was deleted. Attach the entry again.")
            return None
        except ValidationError as error:
            self._add_errors(error)
            return None
        return self._finish(_resolved_text(self.entry, selected))

    def ignore(self) -> HttpResponse | None:
        form = self.ignore_form
        if not form.is_valid():
            return None
        self.following = self.queue.key_after(self.entry.pk)
        try:
            self.entry.ignore(by=actor_from_request(self.request), note=form.cleaned_data["note"])
        except ValidationError as error:
            form.add_error("note", error.messages)
            return None
        return self._finish(
            f"{self.entry} is ignored until it has been reported {self.entry.ignored_until_count:,} times."
        )

    def reopen(self) -> HttpResponse | None:
        """Let the entry wait again, without the reported name that resolved it."""
        by = actor_from_request(self.request)
        last = self.entry.events.filter(action=InboxAction.RESOLVED).first()
        event = last.audit_event() if last and self.entry.state == UnknownHardware.State.RESOLVED else None
        if (
            event is not None
            and event.subject == "identity"
            and ReportedIdentity.objects.filter(pk=event.identity_id).exists()
        ):
            undo_events([event], by=by)
        self.entry.reopen(by=by)
        check_inbox()
        waiting = Queue(state=UnknownHardware.State.WAITING, text="", order=self.queue.order, group=None, page=0)
        return HttpResponseRedirect(waiting.entry_url(self.entry.pk))

    def _add_errors(self, error: ValidationError) -> None:
        if not hasattr(error, "error_dict"):
            self.errors += error.messages
            return
        for name, texts in error.message_dict.items():
            # The model of the reported name is typed as a beginning.
            field = "beginning" if name == "model" and self.attach_form.has_prefix else name
            if field in self.attach_form.fields:
                self.attach_form.add_error(field, texts)
            else:
                self.errors += texts

    def _context(self) -> dict[str, Any]:
        context = {
            **self.model_admin.admin_site.each_context(self.request),
            "opts": self.model_admin.opts,
            "queue": self.queue,
            "entry": self.entry,
            "is_entry_page": self.is_entry_page,
            "title": str(self.entry) if self.is_entry_page else "Inbox",
        }
        if self.entry is None:
            return context
        [resolution] = resolve_entries([self.entry])
        context |= {
            "attach_form": self.attach_form,
            "ignore_form": self.ignore_form,
            "form_errors": self.errors,
            "taken": self.taken,
            "warning": self.warning,
            "first_by": reporter(self.entry, "first"),
            "last_by": reporter(self.entry, "last"),
            "recognised": resolution.models[0] if resolution.is_recognised else None,
            "resolution": resolution,
            "entry_url": self.queue.entry_url(self.entry.pk),
            "is_prefix": self.attach_form["match"].value() == PREFIX,
        }
        if self.entry.state == UnknownHardware.State.WAITING:
            find = self.request.GET.get("find", "")
            return context | suggestions_context(self.entry, resolution, self.attach_form, find)
        return context | decision_context(self.entry, resolution)


def _resolved_text(entry: UnknownHardware, station_model: Any) -> str:
    return format_html(
        '<span class="mono">{}</span> now resolves to {}.',
        str(entry),
        station_model_link(station_model.pk, str(station_model)),
    )
