"""The Chat tab: questions and answers."""
