"""What is offered when a search finds nothing."""

from urllib.parse import urlencode

from django.urls import reverse

from catalog.admin.links import station_model_url
from catalog.admin.search.results import Result
from catalog.resolve.suggestions import suggest_models, suggest_vendors


def suggest(text: str) -> list[Result]:
    """Return vendors and models that are spelled like the text."""
    models_url = reverse("admin:catalog_chargingstationmodel_changelist")
    vendors = [
        Result(each.name, f"{models_url}?{urlencode({'q': each.name})}", f"{each.models:,}")
        for each in suggest_vendors(text)
    ]
    return [
        *vendors,
        *(Result(f"{each.vendor} {each.model}", station_model_url(each.pk)) for each in suggest_models(text)),
    ]
