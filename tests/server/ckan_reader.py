"""What CKAN's DCAT harvester takes from a catalogue, run by a Python that has CKAN: `python ckan_reader.py URL`.

Gathering as its harvester does it: fetch a page, take its format from the Content-Type, read datasets with the profiles
for health data, and go on to the page that the parser calls the next one. Prints one JSON object a dataset.
"""

import json
import sys

import requests
from ckan.common import config
from ckan.plugins import load
from ckanext.dcat.processors import RDFParser

FORMATS = {"text/turtle": "turtle", "application/rdf+xml": "xml", "application/ld+json": "json-ld"}


def main(address: str) -> None:
    settings = {
        "SECRET_KEY": "none",
        "ckan.site_url": "http://localhost",
        "solr_url": "http://127.0.0.1:9/solr",
        "sqlalchemy.url": "sqlite://",
        "ckan.plugins": "",
        "scheming.presets": "ckanext.scheming:presets.json ckanext.dcat.schemas:presets.yaml",
        "scheming.dataset_schemas": "ckanext.dcat.schemas:health_dcat_ap.yaml",
    }
    config.update(settings)
    load("scheming_datasets", "dcat")
    seen = set()
    while address and address not in seen:
        seen.add(address)
        assert requests.head(address, allow_redirects=True, timeout=60).ok
        found = requests.get(address, timeout=60)
        found.raise_for_status()
        parser = RDFParser(profiles=["euro_health_dcat_ap", "euro_dcat_ap_scheming"])
        parser.parse(found.content.decode("utf-8"), _format=FORMATS[found.headers["content-type"]])
        for one in parser.datasets():
            print(json.dumps(one, ensure_ascii=False))
        address = parser.next_page()


if __name__ == "__main__":
    main(sys.argv[1])
