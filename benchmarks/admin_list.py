"""How the admin's list of station models grows: `python benchmarks/admin_list.py --models 1000 100000`.

Makes a database for each size beside the one that DATABASE_URL names, and drops them at the end. Prints the median time
of each page at each size, its ratio to the smallest, and its number of queries. The sizes take turns, round by round.
"""

import argparse
import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

_LIST = "/admin/catalog/chargingstationmodel/"
_PAGES = {
    "active": "",
    "page 20": "?p=20",
    "all": "?state=all",
    "archived": "?state=archived",
    "power type": "?power_type=DC",
    "power range": "?power_from=50&power_to=150",
    "common connector type": "?connection_type=IEC_62196_T2",
    "rare connector type": "?connection_type=TESLA_R",
    "format": "?format=CABLE",
    "type and format": "?connection_type=IEC_62196_T2&format=SOCKET",
    "vendor": "?vendor=A",
    "a word": "?q=wallbox",
    "an absent word": "?q=nothinglikeit",
    "two words": "?q=ac+11",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", nargs="+", type=int, default=[1_000, 100_000], metavar="N")
    parser.add_argument("--rounds", type=int, default=9, help="Each goes over all pages; 9 if not given.")
    options = parser.parse_args()
    sizes = options.models
    settings.ALLOWED_HOSTS.append("testserver")
    settings.SECURE_SSL_REDIRECT = False
    names = {size: _made(size) for size in sizes}
    times: dict[tuple[str, int], list[float]] = {}
    queries: dict[tuple[str, int], int] = {}
    try:
        for _ in range(options.rounds):
            for size, name in names.items():
                client = _opened(name)
                for page, query in _PAGES.items():
                    client.get(_LIST + query)  # what a process has to learn once
                    begun = time.perf_counter()
                    with CaptureQueriesContext(connection) as asked:
                        response = client.get(_LIST + query)
                    times.setdefault((page, size), []).append(time.perf_counter() - begun)
                    queries[page, size] = len(asked)
                    assert response.status_code == 200, (page, response.status_code)  # noqa: S101
    finally:
        for name in names.values():
            _enter(name)
            connection.creation.destroy_test_db(name, verbosity=0, keepdb=False)
    print(f"{connection.vendor}: ms, median of {options.rounds} (ratio), queries")
    for page in _PAGES:
        medians = {size: statistics.median(times[page, size]) * 1_000 for size in sizes}
        shown = (f"{size:>9,}: {medians[size]:6.1f} ({medians[size] / medians[sizes[0]]:.2f})" for size in sizes)
        print(f"{page:24}", *shown, max(queries[page, size] for size in sizes))


def _made(size: int) -> str:
    connection.settings_dict["TEST"]["NAME"] = name = f"{connection.settings_dict['NAME']}_admin_{size}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    call_command("seed_catalog", synthetic=size, verbosity=0, stdout=open(os.devnull, "w"))  # noqa: SIM115
    User.objects.create_superuser("ada", password="x")  # noqa: S106
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    connection.close()
    return name


def _enter(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def _opened(name: str) -> Client:
    _enter(name)
    client = Client()
    client.force_login(User.objects.get())
    return client


if __name__ == "__main__":
    main()
