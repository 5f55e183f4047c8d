"""Model fields that carry the contract's rule for texts."""

from typing import Any

from django.db import models

from catalog.normalise import normalise_model, normalise_number, normalise_vendor
from catalog.text import casefold_key, trim, validate_no_control_characters, validate_visible


class TrimmedTextField(models.CharField):
    """One line of text: surrounding white space is dropped, control characters are refused."""

    default_validators = [validate_no_control_characters, validate_visible]

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return trim(text) if text is not None else None


class DerivedField(models.CharField):
    """A key made of another field, computed when a row is written so that the two cannot disagree.

    A `QuerySet.update` of the source alone walks past it, as it does past `auto_now`.
    """

    def __init__(self, *args: Any, source: str = "", **kwargs: Any) -> None:
        self.source = source
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["editable"]
        return name, path, args, {**kwargs, "source": self.source}

    def derive(self, text: str) -> str:
        raise NotImplementedError

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        derived = self.derive(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, derived)
        return derived

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        return value  # as `pre_save` derived it


class CaseFoldedField(DerivedField):
    """What it is compared with is folded as well: callers ask for the text as they have it."""

    def derive(self, text: str) -> str:
        return casefold_key(text)

    def get_prep_value(self, value: Any) -> Any:
        prepared = super().get_prep_value(value)
        return casefold_key(prepared) if isinstance(prepared, str) else prepared


class BinaryCollationMixin:
    """Mixed into a CharField: sorted and searched by code points, as SQLite does, whatever PostgreSQL's locale is.

    So the texts that begin alike stand together, and an index finds them.
    """

    def db_parameters(self, connection: Any) -> Any:
        parameters = super().db_parameters(connection)  # type: ignore[misc]
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


class NormalisedVendorField(BinaryCollationMixin, DerivedField):
    def derive(self, text: str) -> str:
        return normalise_vendor(text)


class NormalisedModelField(BinaryCollationMixin, DerivedField):
    def derive(self, text: str) -> str:
        return normalise_model(text)


class NormalisedNumberField(BinaryCollationMixin, DerivedField):
    def derive(self, text: str) -> str:
        return normalise_number(text)


class KeyField(BinaryCollationMixin, models.CharField):
    """What is looked up, and was made before the row was."""
