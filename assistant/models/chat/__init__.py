"""Chat models that may write: loading one by its name, and hearing it out within limits."""
