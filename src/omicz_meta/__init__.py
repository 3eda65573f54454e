"""From a hospital's export to harmonised records and a harvestable description."""
