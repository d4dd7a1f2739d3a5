"""How good the answers are: measures, data sets, and the report of figures."""
