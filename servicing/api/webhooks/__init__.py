"""Events told to the addresses that subscribed to them, signed as Standard Webhooks say."""
