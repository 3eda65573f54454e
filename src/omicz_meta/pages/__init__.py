"""The pages of a catalogue: a list that can be searched, and a page for each dataset, in Czech and English.

Pages are functions of values: the same pages come from a server and from a folder of files, and need no JavaScript.
"""

from omicz_meta.pages.catalogue import catalogue_page
from omicz_meta.pages.dataset import dataset_page
from omicz_meta.pages.frame import Frame
from omicz_meta.pages.listing import FACET_NAMES, Listing
from omicz_meta.pages.query import Query
from omicz_meta.pages.shell import policy

__all__ = ["FACET_NAMES", "Frame", "Listing", "Query", "catalogue_page", "dataset_page", "policy"]
