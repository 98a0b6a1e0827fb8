"""What happens on an invented account, statement by statement: purchases, payments, re-ages and exits."""
