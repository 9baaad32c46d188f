"""The front end's pages: they ask the use cases and show the answers; no rule of the domain lives here."""
