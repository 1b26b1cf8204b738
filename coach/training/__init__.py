"""Training: the corpus, fitting models by cross-validation, measuring them, and the model cards."""
