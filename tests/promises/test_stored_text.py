"""Promise h5: what somebody wrote is shown as text, on every page, in a real browser."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django import Settings

from catalog.models import AuditEvent
from tests.admin.conftest import *  # noqa: F403 - its browser and who sits before it
from tests.admin.test_every_page_in_chromium import names_of_pages, url_of
from tests.factories import (
    ApiClientFactory,
    ReportedIdentityFactory,
    StationModelFactory,
    UnknownHardwareFactory,
    VendorSynonymFactory,
)

pytestmark = [pytest.mark.promises, pytest.mark.django_db(transaction=True), pytest.mark.chromium]

RUN = "window.executed=1"
PAYLOADS = [
    f"<script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"</title><script>{RUN}</script>",
    f"</textarea><script>{RUN}</script>",
    f"</style><script>{RUN}</script>",
    f"</option></select><script>{RUN}</script>",
    f"--><script>{RUN}</script>",
    f"]]><script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f'"><img src=x onerror={RUN}>',
    f"'><img src=x onerror={RUN}>",
    f"<svg onload={RUN}>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f"<details open ontoggle={RUN}>",
    f"<input autofocus onfocus={RUN}>",
    f"<video><source onerror={RUN}>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'>",
    f"<a href=javascript:{RUN}>x</a>",
    f"<a href=data:text/html,<script>{RUN}</script>>x</a>",
    f"<math><a xlink:href=javascript:{RUN}>x</a>",
    f"javascript:{RUN}",
    f"JaVaScRiPt:{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    f'" onmouseover="{RUN}',
    f"' autofocus onfocus='{RUN}",
    f"`;{RUN};//",
    f"${{{RUN}}}",
    f"{{{{{RUN}}}}}",
    f"{{% raw %}}<script>{RUN}</script>",
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
]


@pytest.fixture
def rows(ada: User, settings: Settings) -> dict[str, list[Any]]:
    """Rows with all the payloads in every text, by the first words of the names of their pages."""
    settings.CATALOGUE_BROWSER = "public"
    models = [
        StationModelFactory(
            vendor=text, model=f"{text} {number}", friendly_name=text, ocpp_url_key=text,
            image_url="https://images.example.com/" + quote(text, safe="()'"),
        )
        for number, text in enumerate(PAYLOADS)
    ]  # fmt: skip
    return {
        "auth_user": [ada],
        "catalog_apiclient": [ApiClientFactory(name=text) for text in PAYLOADS],
        "catalog_chargingstationmodel": models,
        "catalog_auditevent": list(AuditEvent.objects.order_by("pk")[: len(PAYLOADS)]),
        "catalog_reportedidentity": [
            ReportedIdentityFactory(vendor=text, model=f"{text} {number}", station_models=[model])
            for number, (text, model) in enumerate(zip(PAYLOADS, models, strict=True))
        ],
        "catalog_vendorsynonym": [VendorSynonymFactory(name=f"{text} A{number}", vendor=text)
                                  for number, text in enumerate(PAYLOADS)],
        "catalog_unknownhardware": [UnknownHardwareFactory(vendor=text, model=f"{text} U{number}")
                                    for number, text in enumerate(PAYLOADS)],
    }  # fmt: skip


def test_no_stored_text_is_executed_or_becomes_a_link(
    page: Page, rows: dict[str, list[Any]], figure: Callable[[str, str], None]
) -> None:
    urls: set[str] = {"/", "/catalogue", "/catalogue?limit=100", "/docs", "/docs/reference"}
    for name in sorted(set(names_of_pages())):
        table = next((table for table in rows if name.startswith(f"{table}_")), "")
        for number in range(len(rows[table]) if table and name.endswith("_change") else 1):
            urls.add(url_of(name, {table: [*each[number:], *each[:number]][0] for table, each in rows.items() if each}))
    urls |= {reverse("admin:catalog_chargingstationmodel_history", args=[each.pk]) for each in
             rows["catalog_chargingstationmodel"]}  # fmt: skip
    urls |= {f"/catalogue/{each.pk}" for each in rows["catalog_chargingstationmodel"]}
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    seen = 0
    for url in sorted(urls):
        answer = page.request.get(url, max_redirects=0)
        if answer.status != 200 or not answer.headers["content-type"].startswith("text/html"):
            continue
        page.goto(url)
        seen += 1
        assert page.evaluate("window.executed") is None, url
        links = page.eval_on_selector_all("[href], [src], [action]", "all => all.map(e => e.href || e.src || e.action)")
        bad = [each for each in links if str(each).lower().startswith(("javascript:", "data:text"))]
        assert bad == [], url

    assert dialogs == []
    assert seen > len(PAYLOADS)
    figure("h5", f"{len(PAYLOADS)} payloads in every text, {seen} pages in Chromium: 0 executed, 0 bad links")
