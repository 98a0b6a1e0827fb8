"""What was made and sent, frozen, verified and kept as long as law asks."""
