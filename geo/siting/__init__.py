"""
Siting: where the next outlets serve most.

`propose` asks a Locator; `most_served` (MCLP), `fewest` (LSCP) and `least_distance` (p-median)
take a `Problem` of plain arrays. Every answer has a proven bound, and is counted again apart from
the solver.
"""

from geo.siting.asking import OBJECTIVES, Plan, Proposal, propose
from geo.siting.covering import fewest
from geo.siting.maximal import most_served
from geo.siting.median import least_distance
from geo.siting.problem import Choice, Problem
from geo.siting.solver import Effort

__all__ = [
    "OBJECTIVES",
    "Choice",
    "Effort",
    "Plan",
    "Problem",
    "Proposal",
    "fewest",
    "least_distance",
    "most_served",
    "propose",
]
