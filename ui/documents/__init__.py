"""The Documents tab: what is indexed, and keeping it up to date."""
