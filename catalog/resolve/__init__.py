"""From what a charger reports to the station model that it is."""
