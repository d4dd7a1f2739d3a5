"""Workbooks and files of separated values."""
