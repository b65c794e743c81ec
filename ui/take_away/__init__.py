"""What a family takes away of an answer: a Word document, or paper."""
