"""The industry of an enterprise (GB/T 4754-2017) from its name and business scope.

`classify_industry` judges a table; `IndustryClassifier` is the scikit-learn estimator behind it. The words (lexicon,
verbs, kinds of name) and the weights are data in enterprises/industry/.
"""

from matcher.enterprises.industry.classifier import IndustryClassifier
from matcher.enterprises.industry.table import classify_industry

__all__ = ["IndustryClassifier", "classify_industry"]
