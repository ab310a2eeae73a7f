"""Short names for the arrays that the engine passes around."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Vector: TypeAlias = NDArray[np.float64]
"""One-dimensional."""
Matrix: TypeAlias = NDArray[np.float64]
"""Two-dimensional."""
Cube: TypeAlias = NDArray[np.float64]
"""Three-dimensional."""
Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
