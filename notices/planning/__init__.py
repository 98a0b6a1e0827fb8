"""What the closed days call for in writing: occasions, decisions, deadlines."""
