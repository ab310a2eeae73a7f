"""Pure equations of muscle, nerve, blood, heat and drugs: one process per file, floats in, floats out, no state."""
