"""The scripts run in the environments of the judges, where the packages are that they import."""

collect_ignore_glob = ["scripts/*"]
