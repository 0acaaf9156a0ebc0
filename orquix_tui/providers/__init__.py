"""One adapter per provider kind; vendor types stop here."""
