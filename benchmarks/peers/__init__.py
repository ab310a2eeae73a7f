"""Other solvers on what they can run of the model, beside the engine, in one run."""
