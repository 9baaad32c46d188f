"""The profile of enterprises (企业画像): labels in the dimensions that policies are labelled in, from rules that are data.

`rules.py` reads enterprises/profile.yaml, `tags.py` answers its rules for distinct facts, `table.py` carries the
answers to every enterprise.
"""

from matcher.enterprises.portrait.rules import Labels, ProfileRules, load_rules
from matcher.enterprises.portrait.table import COLUMNS, profile_table

__all__ = ["COLUMNS", "Labels", "ProfileRules", "load_rules", "profile_table"]
