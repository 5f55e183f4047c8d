"""Rate and peak memory of import and export: `DATABASE_URL=... python benchmarks/library_files.py --models 10000`.

The database must be there, and empty: it is migrated, and the models stay in it. A file of made-up models is imported
by `import_models`, imported again, and exported by `export_models`, each a process of its own, as an operator runs it.
Prints for each its seconds, models a second, and the most memory that it held. Exits with 1 when the export is not the
file.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django  # noqa: E402 - after the path and the settings are named

django.setup()

from catalog.library.synthetic import synthetic_drafts  # noqa: E402 - after Django is set up
from catalog.models import ChargingStationModel  # noqa: E402 - the same


def write_models(file: Path, count: int) -> None:
    """Rows as an export writes them, in JSON Lines."""
    with file.open("w", encoding="utf-8") as lines:
        for number, draft in enumerate(islice(synthetic_drafts(1), count)):
            row = {
                "vendor": draft["vendor"],
                "model": draft["model"],
                "friendlyName": draft["friendly_name"],
                "powerType": str(draft["power_type"]),
                "connectors": [
                    {
                        "id": each["connector_id"],
                        "connectionType": str(each["connection_type"]),
                        "format": str(each["format"]),
                        "maxAmperage": each["max_amperage"],
                        "maxVoltage": each["max_voltage"],
                        "maxPowerWatts": each["max_power_watts"],
                    }
                    for each in draft["connectors"]
                ],
                "configurationKeys": {"ocppUrl": draft["ocpp_url_key"]},
                "imageUrl": draft["image_url"],
                "evidence": {"ratings": {"level": "known", "source": f"A made-up price list, page {number}"}},
                "identities": [],
            }
            lines.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")


def run(what: str, count: int, *arguments: object) -> None:
    """Runs a command, and prints what it took."""
    started = time.perf_counter()
    command = [sys.executable, str(ROOT / "manage.py"), *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    if process.returncode:
        sys.exit(f"{what} ended with {process.returncode}")
    cpu = usage.ru_utime + usage.ru_stime
    print(
        f"{what:14} {count:>9,} models  {seconds:8.1f} s ({cpu:.1f} s of CPU)  {count / seconds:8,.0f} a second"
        f"  peak {usage.ru_maxrss / 1024:6.0f} MiB",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=int, default=10_000, metavar="N")
    count = parser.parse_args().models
    subprocess.run([sys.executable, str(ROOT / "manage.py"), "migrate", "-v0"], check=True)
    if ChargingStationModel.objects.exists():
        sys.exit("The database has models already: give an empty one.")
    django.db.connections.close_all()
    with tempfile.TemporaryDirectory() as folder:
        file, exported = Path(folder) / "models.jsonl", Path(folder) / "exported.jsonl"
        write_models(file, count)
        print(f"A file of {file.stat().st_size / 1024**2:,.0f} MiB", flush=True)
        run("import", count, "import_models", file, "-v0")
        run("import again", count, "import_models", file, "-v0")
        run("export", count, "export_models", exported, "-v0")
        if subprocess.run(["cmp", file, exported], check=False).returncode:
            sys.exit("The export is not what was imported.")
        print("The export is, to the byte, what was imported.")


if __name__ == "__main__":
    main()
