"""Checks of today's openness assessment: one for the official internet resource, one for that of subordinate organisations."""
