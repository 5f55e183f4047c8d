#!/usr/bin/env python
"""Run administrative tasks: `python manage.py help`."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    from config import dotenv_bootstrap

    try:
        if sys.argv[1:2] == ["quickstart"]:
            if {"-h", "--help"} & set(sys.argv):
                dotenv_bootstrap.set_placeholder_settings()
            else:
                dotenv_bootstrap.write_env_file()
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    except OperationalError as error:
        if not isinstance(error.__cause__, ImproperlyConfigured):
            raise
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read the output has left, as `head` does. What is still buffered must go somewhere at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


if __name__ == "__main__":
    main()
