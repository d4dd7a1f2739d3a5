"""Measures, data sets, and the report of figures."""
