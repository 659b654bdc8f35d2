"""
Coverage: which units have no outlet, and who lives beyond the reach of one.

`cover` asks a Locator; `measures` and `catchment` take plain arrays. How far it is, straight or by
road, is asked of a `geo.travel.Travel`.
"""

from geo.coverage.asking import Question, cover
from geo.coverage.measures import Access, Reach
from geo.coverage.result import Coverage

__all__ = ["Access", "Coverage", "Question", "Reach", "cover"]
