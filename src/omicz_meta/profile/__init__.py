"""What stands in somebody's tables, told in counts: types, formats, code systems, keys, likely identifiers."""

from omicz_meta.profile.facts import ColumnProfile, Link, Profile, TableProfile
from omicz_meta.profile.opening import Opened, open_path
from omicz_meta.profile.tables import Profiled, ProfiledTable, profile_tables

__all__ = [
    "ColumnProfile",
    "Link",
    "Opened",
    "Profile",
    "Profiled",
    "ProfiledTable",
    "TableProfile",
    "open_path",
    "profile_tables",
]
