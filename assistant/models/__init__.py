"""Embedders and rerankers, and the weights they come with."""
