"""Runs in CKAN's environment: harvests a catalogue with CKAN's own code, page by page, without a database.

python ask_ckan.py URL     prints {"datasets": [the dict that CKAN would store, with the RDF it would give on]}

What stands between two pages is gather_stage of ckanext.dcat.harvesters.rdf, without the tables it keeps its jobs in.
"""

from __future__ import annotations

import json
import sys

from ckan.plugins import load

SETTINGS = {
    "SECRET_KEY": "of a test",
    "ckan.site_url": "http://ckan.invalid",
    "solr_url": "http://127.0.0.1:9/solr",
    "sqlalchemy.url": "sqlite://",
    "ckan.plugins": "",
    "scheming.dataset_schemas": "ckanext.dcat.schemas:health_dcat_ap.yaml",
    "scheming.presets": "ckanext.scheming:presets.json ckanext.dcat.schemas:presets.yaml",
    "ckan.redis.url": "redis://127.0.0.1:9/0",
}
PROFILES = ["euro_health_dcat_ap", "euro_dcat_ap_scheming"]
"""As the portals of health data run it."""


class Job:
    """What the harvester asks of a job."""

    source = None


def harvested(url):
    from ckanext.dcat.harvesters.rdf import DCATRDFHarvester
    from ckanext.dcat.processors import RDFParser

    harvester = DCATRDFHarvester()
    faults = []
    harvester._save_gather_error = lambda message, _job: faults.append(message)
    found, kind = [], None
    while url:
        content, kind = harvester._get_content_and_type(url, Job(), 1, content_type=kind)
        if not content:
            raise SystemExit(f"CKAN gives up: {faults}")
        parser = RDFParser(profiles=PROFILES)
        parser.parse(content, _format=kind)
        for dataset in parser.datasets():
            found.append((dataset, harvester._get_guid(dataset)))
        url = parser.next_page()
    return found, faults


def given_on(dataset):
    from ckanext.dcat.processors import RDFSerializer

    serializer = RDFSerializer(profiles=PROFILES)
    serializer.graph_from_dataset(dataset)
    return serializer.g.serialize(format="nt")


def main():
    from ckan.common import config

    config.update(SETTINGS)
    load("scheming_datasets", "dcat")
    found, faults = harvested(sys.argv[1])
    told = [
        {"fields": dataset, "guid": guid, "rdf": given_on({**dataset, "id": "x", "type": "dataset"})}
        for dataset, guid in found
    ]
    print(json.dumps({"datasets": told, "faults": faults}))


if __name__ == "__main__":
    main()
