"""The book: accounts, what they owe by statement, what was paid, and the stage that follows."""
