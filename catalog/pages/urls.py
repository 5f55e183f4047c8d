"""The addresses of the pages."""

from django.urls import path

from catalog.pages import browser, documentation
from catalog.pages.home import home

urlpatterns = [
    path("", home, name="home"),
    path("docs", documentation.front, name="docs"),
    path("docs/reference", documentation.reference, name="reference"),
    path("docs/<slug:name>", documentation.guide, name="guide"),
    path("docs/examples/<str:name>", documentation.example, name="example"),
    path("problems", documentation.problems, name="problems"),
    path("problems/<slug:name>", documentation.problem, name="problem"),
    path("catalogue", browser.search, name="catalogue"),
    path("catalogue/recognise", browser.recognise, name="recognise"),
    path("catalogue/compare", browser.compare, name="compare"),
    path("catalogue/<uuid:pk>", browser.station_model, name="station-model-page"),
]
