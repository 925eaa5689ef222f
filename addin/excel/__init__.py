"""Teeup inside Excel: the ribbon and the add-in file, the companion that answers clicks, install and doctor."""
