"""The shape of every kind of fact-sheet, as strict models: an unknown key, wrong type or missing source is an error.

One fact-sheet is one YAML file; its file name without the ending is its ``id``. The folder is its kind.
"""

from unclench.knowledge.schema.numbers import Cause, JudgedNumber, Judgement, Likelihood, Parameter, ParameterSheet
from unclench.knowledge.schema.posterior import Posterior
from unclench.knowledge.schema.remedies import (
    Analgesic,
    FollowUp,
    Label,
    ProductLimit,
    PublishedPain,
    Reached,
    Remedy,
    StopSign,
)
from unclench.knowledge.schema.rules import (
    Action,
    AtLeast,
    Combination,
    Condition,
    Contraindication,
    Finding,
    FindingUse,
    Gate,
    Help,
    NumberRange,
    OfferId,
    QuestionGroup,
    RedFlag,
    Ruling,
    UrgencyWord,
)
from unclench.knowledge.schema.sheet import Id, Provenance, Sheet, Status, Text, Verified
from unclench.knowledge.schema.statements import Claim, Contact, Source

__all__ = [
    "Action",
    "Analgesic",
    "AtLeast",
    "Cause",
    "Claim",
    "Combination",
    "Condition",
    "Contact",
    "Contraindication",
    "Finding",
    "FindingUse",
    "FollowUp",
    "Gate",
    "Help",
    "Id",
    "JudgedNumber",
    "Judgement",
    "Label",
    "Likelihood",
    "NumberRange",
    "OfferId",
    "Parameter",
    "ParameterSheet",
    "Posterior",
    "ProductLimit",
    "Provenance",
    "PublishedPain",
    "QuestionGroup",
    "Reached",
    "RedFlag",
    "Remedy",
    "Ruling",
    "Sheet",
    "Source",
    "Status",
    "StopSign",
    "Text",
    "UrgencyWord",
    "Verified",
]
