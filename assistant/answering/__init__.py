"""hits -> Answer."""
