"""The plain rules, pure Python: the definition that everything else asks or carries out."""
