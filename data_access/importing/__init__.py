"""Files of other systems into the contract tables, as a mapping file declares (docs/import.md)."""
