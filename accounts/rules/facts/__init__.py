"""What facts say by themselves, before a standing is made of them."""
