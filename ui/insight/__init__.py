"""The Insight tab: how the last answer came about."""
