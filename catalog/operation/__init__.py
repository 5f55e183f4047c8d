"""What operators need of a service that runs: health, log, metrics, checks of what it runs on."""
