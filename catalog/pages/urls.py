"""URLs of the pages."""

from django.urls import path, re_path

from catalog.pages import catalogue_views, docs_views, model_views, picture_views
from catalog.pages.comparison import compare
from catalog.pages.home_views import home

urlpatterns = [
    path("", home, name="home"),
    path("docs", docs_views.docs_home, name="docs"),
    path("docs/reference", docs_views.reference, name="reference"),
    path("docs/search.json", docs_views.search_index, name="docs-search"),
    path("docs/<slug:name>", docs_views.guide, name="guide"),
    path("docs/examples/<str:name>", docs_views.example, name="example"),
    path("docs/examples/raw/<str:name>", docs_views.raw_example, name="raw-example"),
    path("problems", docs_views.problems, name="problems"),
    path("problems/<slug:name>", docs_views.problem, name="problem"),
    re_path(r"^images/(?P<picture_hash>[0-9a-f]{64})(?P<small>-320)?\.webp$", picture_views.picture, name="picture"),
    path("catalogue", catalogue_views.search, name="catalogue"),
    path("catalogue/recognise", catalogue_views.resolve_view, name="recognise"),
    path("catalogue/compare", compare, name="compare"),
    path("catalogue/<uuid:pk>", model_views.station_model, name="station-model-page"),
]
