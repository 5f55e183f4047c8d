"""Model fields that carry the contract's rule for texts."""

from typing import Any

from django.db import models

from catalog.text import fold, refuse_control_characters, trim


class TrimmedTextField(models.CharField):
    """One line of text: surrounding white space is dropped, control characters are refused."""

    default_validators = [refuse_control_characters]

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return trim(text) if text is not None else None


class CaseFoldedField(models.CharField):
    """The folded copy of another field, computed when a row is written so that the two cannot disagree.

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

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        folded = fold(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, folded)
        return folded
