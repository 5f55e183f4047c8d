"""Exceptions of the domain. Each has a code; the API, the admin and the commands turn it into their own message."""

from uuid import UUID

from django.core.exceptions import ValidationError


class CatalogueError(Exception):
    """A rule of the catalogue forbids the change. Nothing has been changed."""

    code = "catalogue_error"


class RevisionMismatch(CatalogueError):
    """The model is not at a revision at which the caller wanted to change it."""

    code = "precondition_failed"

    def __init__(self, revision: int) -> None:
        self.revision = revision
        super().__init__(
            "The charging station model has changed since you read it. Read it again before you change it."
        )


class ConcurrentlyDeleted(CatalogueError):
    """The row was deleted before it could be changed."""

    code = "gone"

    def __init__(self, kind: str) -> None:
        super().__init__(f"This {kind} was deleted in the meantime.")


class DuplicateModel(CatalogueError):
    """An active model has the same vendor and model (case-insensitive)."""

    code = "already_exists"

    def __init__(self, vendor: str, model: str, duplicate_id: UUID) -> None:
        self.vendor, self.model, self.duplicate_id = vendor, model, duplicate_id
        super().__init__(f"An active model {vendor} / {model} already exists (ID {duplicate_id}).")


class CannotReplaceArchived(CatalogueError):
    """Only what is active can be replaced."""

    code = "is_archived"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is archived, so there is nothing to replace. Add the new model instead.")


class NothingToReplace(CatalogueError):
    """A replacement has a new id, so it must differ in what the API shows."""

    code = "nothing_differs"

    def __init__(self, name: str) -> None:
        super().__init__(f"The replacement is the same as {name}. Change what is different about the new hardware.")


class NotDeletable(CatalogueError):
    """A model is deleted only when it is archived, nothing points to it, and a reason is given."""

    code = "not_deletable"


class IdentityExists(CatalogueError):
    """Another identity already says what a station that reports this is."""

    code = "identity_exists"

    def __init__(self, identity: str, owner_id: UUID) -> None:
        self.owner_id = owner_id
        super().__init__(f"There is already a reported identity {identity}, with the id {owner_id}.")


class SynonymExists(CatalogueError):
    """The vendor's name already stands for a vendor, or one of the two already has the other role."""

    code = "synonym_exists"


class EntryDecided(CatalogueError):
    """Another person, or the catalogue, was first to decide on the entry of the inbox."""

    code = "already_decided"

    def __init__(self, decided_by: str, decision: str) -> None:
        self.decided_by, self.decision = decided_by, decision
        super().__init__(
            f"{decided_by} has {decision} this entry in the meantime. Nothing was changed."
            if decided_by
            else f"This entry was {decision} automatically in the meantime. Nothing was changed."
        )


class VendorChanged(CatalogueError):
    """The vendor, or one of its models, was changed after it was seen."""

    code = "vendor_changed"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} or one of its models has changed since you opened the page. Check what would change now."
        )


class VendorTooLarge(CatalogueError):
    """The vendor has more models than one change takes."""

    code = "too_large"

    def __init__(self, name: str, at_most: int) -> None:
        super().__init__(f"{name} has more than {at_most:,} models to change, the most that one go can do.")


class UndoError(CatalogueError):
    """What the history says cannot be brought back: it changed since, was deleted for good, or something is in the way.

    Codes: `nothing_to_undo`, `too_many`, `changed_since`, `already_undone`, `deleted`, `conflict`.
    """

    def __init__(self, message: str, code: str) -> None:
        self.code = code
        super().__init__(message)


class PlanChanged(CatalogueError):
    """A change of many models would now do something else than what was seen."""

    code = "plan_changed"

    def __init__(self) -> None:
        super().__init__("The models have changed since you opened the page. Check what would change now.")


class ExportTooLarge(CatalogueError):
    """The export has more rows than its format can hold."""

    code = "too_large"


def flatten_errors(refusal: ValidationError) -> str:
    """Return all that a validation found, as one line."""
    if not hasattr(refusal, "error_dict"):
        return " ".join(refusal.messages)
    return "; ".join(f"{name}: {' '.join(messages)}" for name, messages in refusal.message_dict.items())
