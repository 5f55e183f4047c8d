"""Behaviour that several ModelAdmins share."""
