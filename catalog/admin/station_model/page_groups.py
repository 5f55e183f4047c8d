"""The pages of station models in the admin, in groups. Earlier groups override later ones."""

from catalog.admin.imports.mixin import ImportMixin
from catalog.admin.mixins.audited import AuditedBaseMixin
from catalog.admin.search.ranked_list import RankedSearchMixin
from catalog.admin.station_model.archiving import ArchivingMixin
from catalog.admin.station_model.bulk_edit.mixin import BulkEditMixin
from catalog.admin.station_model.changelist.export import ExportMixin
from catalog.admin.station_model.changelist.mixin import WorkbenchMixin
from catalog.admin.station_model.changelist.saved_views import SavedViewsMixin
from catalog.admin.station_model.checking import CheckMixin
from catalog.admin.station_model.columns import StationModelColumnsMixin
from catalog.admin.station_model.compare.mixin import CompareMixin
from catalog.admin.station_model.deleting import DeleteWithReasonMixin
from catalog.admin.station_model.detail.next_in_list import NextInListMixin
from catalog.admin.station_model.detail.restoring import RestoreVersionMixin
from catalog.admin.station_model.detail.views import DetailMixin
from catalog.admin.station_model.duplicating import DuplicateMixin
from catalog.admin.station_model.editing import EditorMixin
from catalog.admin.station_model.picture import PictureMixin
from catalog.admin.station_model.quality import QualityMixin
from catalog.admin.station_model.saving import AfterSaveMixin


class AfterChangePages(DeleteWithReasonMixin, AfterSaveMixin, RestoreVersionMixin, NextInListMixin):
    """What follows a change, and ways back."""


class EditorPages(CheckMixin, DuplicateMixin, EditorMixin, QualityMixin):
    """The editor and its checks."""


class ModelPages(PictureMixin, ArchivingMixin, ImportMixin, DetailMixin):
    """Pages of one model. The URL of the read page is last, because it matches any path."""


class SelectionPages(BulkEditMixin, CompareMixin, SavedViewsMixin, ExportMixin):
    """What can be done with several models of the list."""


class SearchedList(RankedSearchMixin, AuditedBaseMixin):
    """The list with its search, for staff."""


class ListPages(StationModelColumnsMixin, WorkbenchMixin, SelectionPages, SearchedList):
    """The list and its selection."""
