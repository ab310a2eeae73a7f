"""One function per question a person asks: assess, plan, explain, forecast."""

from unclench.advice.answer import Explanation, PlanAnswer, SourceLink
from unclench.advice.asking import assess, forecast, plan
from unclench.advice.explaining import explain

__all__ = ["Explanation", "PlanAnswer", "SourceLink", "assess", "explain", "forecast", "plan"]
