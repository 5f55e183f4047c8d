#!/bin/sh
# Run by compose.yaml's service "rights": the service's role, what it may do, and its password. The passwords are read
# from files, so that neither is in a command line; \password sends the server a hash, which is all that it can log.
set -eu

secrets=${SECRETS:-/run/secrets}
PGPASSWORD=$(cat "$secrets/owner_password")
export PGPASSWORD

psql --no-psqlrc --quiet --single-transaction --set=ON_ERROR_STOP=1 --file="$(dirname "$0")/postgresql-role.sql"

# Asked for twice: without a terminal it is read from the standard input.
password=$(cat "$secrets/app_password")
printf '%s\n%s\n' "$password" "$password" |
    setsid --wait psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --command='\password catalogue_app'
