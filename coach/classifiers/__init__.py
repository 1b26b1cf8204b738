"""Classifiers: cues, the text model, its files, and the labels they give to turns."""

from coach.classifiers.classifier import Classifier, Judgement, ReplyJudgement, Utterance, load_classifier
from coach.classifiers.sessions import label_sessions

__all__ = ["Classifier", "Judgement", "ReplyJudgement", "Utterance", "label_sessions", "load_classifier"]
