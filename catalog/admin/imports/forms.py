"""Forms of an import: the file, and what its columns are."""

from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat

from catalog.admin.imports.upload_handler import UPLOAD_MAX
from catalog.library.columns import COLUMNS
from catalog.library.formats import SUFFIXES, format_for, format_suffixes
from catalog.library.readers.column_choices import NUMBERED, ChosenColumn, ColumnChoices
from catalog.library.readers.headings import KEY_COLUMNS, find_missing_columns
from catalog.library.table_overview import ColumnOverview, TableOverview
from catalog.library.table_words import PHASES, POWER, has_values, label_of, units_of, values_of
from catalog.limits import TEXT_MAX
from catalog.product_fields import COLUMN_FIELDS, FIELDS_BY_NAME

_IGNORE: Final = ""
_POWER_UNITS: Final = ("kW", "W", "")

_OF_CONNECTOR: Final = tuple(column.name for column in COLUMNS if column.is_of_connector)
_COMMON: Final = (*(field.name for field in COLUMN_FIELDS), PHASES)
_GROUPS: Final = (
    ("Model", _COMMON),
    ("Connector", _OF_CONNECTOR),
    ("Evidence and other", tuple(each.name for each in COLUMNS if each.name not in (*_COMMON, *_OF_CONNECTOR))),
)


class UploadForm(forms.Form):
    file = forms.FileField(
        label="File",
        help_text=f"CSV, XLSX, JSON, JSON Lines or YAML, up to {UPLOAD_MAX // 1024**2} MB.",
        widget=forms.FileInput(attrs={"accept": ",".join(SUFFIXES)}),
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        size = file.size or 0
        if size > UPLOAD_MAX:
            message = f"The file is too large ({filesizeformat(size)}). The maximum is {UPLOAD_MAX // 1024**2} MB."
            raise forms.ValidationError(message)
        if format_for(file.name or "") is None:
            raise forms.ValidationError(f"Choose a file whose name ends in {format_suffixes()}.")
        return file


class ColumnsForm(forms.Form):
    """A choice for each column of the table, and a value for each column that it lacks."""

    def __init__(self, overview: TableOverview, values: dict[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._columns = overview.columns
        self._values = values
        for each in overview.columns:
            self.fields[_name(each)] = forms.ChoiceField(
                label=each.text or f"Column {each.letters}",
                choices=_column_choices(),
                initial=_to_value(each.choice) if each.choice else _IGNORE,
                required=False,
            )
        for column in (*overview.missing, *values):
            self.fields[f"value-{column}"] = _value_field(column, values.get(column, ""))

    @property
    def column_rows(self) -> list[tuple[ColumnOverview, Any]]:
        return [(each, self[_name(each)]) for each in self._columns]

    @property
    def value_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("value-")]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first: dict[str, ColumnOverview] = {}
        for each in self._columns:
            column = _from_value(cleaned.get(_name(each), "")).column
            if column and column in first:
                self.add_error(
                    _name(each), f"Column {first[column].letters} is {label_of(column)} already. Choose one."
                )
            elif column:
                first[column] = each
        for column in find_missing_columns(set(first)):
            name = f"value-{column}"
            if name not in self.fields:
                self.fields[name] = _value_field(column, "")
            if not cleaned.get(name):
                self.add_error(name, "Choose a column for this above, or enter one value for all rows.")
        return cleaned

    @property
    def choices(self) -> ColumnChoices:
        """What was chosen, once the form is valid."""
        chosen = {each.key: _from_value(self.cleaned_data[_name(each)]) for each in self._columns}
        missing = find_missing_columns({each.column for each in chosen.values()})
        return ColumnChoices(chosen=chosen, values={name: self.cleaned_data[f"value-{name}"] for name in missing})


def _name(column: ColumnOverview) -> str:
    return f"column-{column.position}"


def _to_value(chosen: ChosenColumn) -> str:
    return f"{chosen.column}:{chosen.unit}" if chosen.column else _IGNORE


def _from_value(value: str) -> ChosenColumn:
    column, _, unit = value.partition(":")
    return ChosenColumn(column, unit)


def _column_choices() -> list[Any]:
    groups = [(label, [choice for name in names for choice in _choices_of(name)]) for label, names in _GROUPS]
    return [(_IGNORE, "Do not import"), *groups]


def _choices_of(name: str) -> list[tuple[str, str]]:
    units = _POWER_UNITS if name == POWER else units_of(name)[:1] or ("",)
    return [(f"{name}:{unit}", label_of(name, unit)) for unit in units]


def _value_field(column: str, initial: str) -> forms.Field:
    """Return the field for the value of all rows."""
    options: dict[str, Any] = {
        "label": label_of(column, "kW" if column == POWER else ""),
        "required": False,
        "initial": initial,
    }
    if column == "connectorId":
        choices = [("", "Choose"), (NUMBERED, "Number the connectors of each model 1, 2, 3")]
        return forms.ChoiceField(choices=choices, **{**options, "initial": initial or NUMBERED})
    if has_values(column):
        return forms.ChoiceField(choices=[("", "Choose"), *_labelled_values(column)], **options)
    if column == POWER:
        options["help_text"] = "With its unit, such as 22 kW."
    elif column in FIELDS_BY_NAME and column not in KEY_COLUMNS:
        options["help_text"] = "For new models. Models that the catalogue has keep theirs."
    return forms.CharField(max_length=TEXT_MAX, **options)


def _labelled_values(column: str) -> list[tuple[str, str]]:
    from catalog.library.difference_texts import format_value

    return [(each, format_value(column, each)) for each in values_of(column)]
