"""Matching: may this enterprise have this policy, how sure, how relevant, what is it worth, and why."""
