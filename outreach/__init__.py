"""outreach: wins a company's lapsed clients back with letters a person is glad to get."""

__version__ = "0.1.0"
