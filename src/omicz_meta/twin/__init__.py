"""The synthetic twin: a submission written the same way, with the same columns, codes and faults, about nobody."""

from omicz_meta.twin.build import TwinFile, write_twin

__all__ = ["TwinFile", "write_twin"]
