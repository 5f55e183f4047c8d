"""Base of the filters of the list: several values each, as repeated parameters."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from catalog.admin.mixins.changelist import refuse_parameters


@dataclass(frozen=True)
class Option:
    """One value of a filter. `count` is None where it was not counted."""

    value: str
    label: str
    is_selected: bool
    count: int | None = None

    @property
    def is_empty(self) -> bool:
        return self.count == 0 and not self.is_selected


@dataclass(frozen=True)
class OptionGroup:
    """Values of one parameter, those without models last."""

    name: str
    legend: str
    options: list[Option]
    is_single: bool = False


@dataclass(frozen=True)
class Chip:
    """A value that is set, as it can be taken away."""

    name: str
    value: str
    label: str


class MultiValueFilter(admin.ListFilter):
    """Filter whose parameters can be repeated. A value that it does not know is refused."""

    title = "filter"
    label = ""
    parameters: tuple[str, ...] = ()
    panel_template = "admin/catalog/chargingstationmodel/list/_panel_options.html"

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        self.issue = ""
        self.values = {name: [each for each in dict.fromkeys(params.pop(name, [])) if each] for name in self.parameters}
        for name, values in self.values.items():
            if not all(self.is_valid(name, value) for value in values):
                refuse_parameters()

    @classmethod
    def is_valid(cls, name: str, value: str) -> bool:
        """Return whether the parameter can have that value."""
        return value in dict(cls.offered(name))

    @classmethod
    def offered(cls, name: str) -> Iterable[tuple[str, str]]:
        """Return the values of a parameter with their labels."""
        return ()

    def has_output(self) -> bool:
        return True

    def expected_parameters(self) -> list[str | None]:
        return list(self.parameters)

    def choices(self, changelist: Any) -> Iterator[Mapping[str, object]]:
        """Return nothing: the panels of the list show `groups`."""
        return iter(())

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return self.apply(queryset) if any(self.values.values()) else queryset

    def apply(self, queryset: Any) -> Any:
        raise NotImplementedError

    @property
    def chips(self) -> list[Chip]:
        """The values that are set."""
        return [
            Chip(name, value, self.chip_label(name, value)) for name, values in self.values.items() for value in values
        ]

    def chip_label(self, name: str, value: str) -> str:
        return str(dict(self.offered(name)).get(value, value))

    def groups(self, rows: Any) -> list[OptionGroup]:
        """Return the values to choose, counted in `rows`, which the other filters leave; None counts nothing."""
        return [self.build_group(name, self.count(name, rows)) for name in self.parameters]

    def count(self, name: str, rows: Any) -> dict[Any, int] | None:
        """Return the number of models by value of a parameter."""
        return None

    def build_group(
        self, name: str, counts: dict[Any, int] | None, *, legend: str = "", is_single: bool = False
    ) -> OptionGroup:
        selected = self.values[name]
        options = [
            Option(value, str(label), value in selected, None if counts is None else counts.get(value, 0))
            for value, label in self.offered(name)
        ]
        if not is_single:
            options.sort(key=lambda each: each.is_empty)
        return OptionGroup(name, legend, options, is_single)
