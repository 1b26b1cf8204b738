"""What follows for people: who is served by whom, tests of agents, and how far the rules are right."""
