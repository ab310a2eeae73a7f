"""The model against published studies: predicted beside observed."""

from unclench.validate.bars import Bar
from unclench.validate.between import shipped_studies
from unclench.validate.compare import run_study
from unclench.validate.keys import QUANTITIES
from unclench.validate.render import as_markdown, write_page
from unclench.validate.report import MEMBERS, Report, validate, validate_studies
from unclench.validate.row import Row
from unclench.validate.study import Arm, Observed, Study, Use, read_study, study_of
from unclench.validate.summary import Summary

__all__ = [
    "MEMBERS",
    "QUANTITIES",
    "Arm",
    "Bar",
    "Observed",
    "Report",
    "Row",
    "Study",
    "Summary",
    "Use",
    "as_markdown",
    "read_study",
    "run_study",
    "shipped_studies",
    "study_of",
    "validate",
    "validate_studies",
    "write_page",
]
