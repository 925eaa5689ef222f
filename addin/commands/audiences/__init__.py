"""Whom each letter is due for: each rule gives the cases, and what fills their letter."""
