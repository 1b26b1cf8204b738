"""FAQ candidates: questions that recur, in the customers' words, with the best answers that were given."""

from coach.faq.asking import Asked, Given, asked
from coach.faq.mining import Mined, mine_all

__all__ = ["Asked", "Given", "Mined", "asked", "mine_all"]
