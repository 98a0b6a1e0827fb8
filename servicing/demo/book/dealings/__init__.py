"""What an invented cardholder and the servicing team arrange with each other: promises, holds, contacts."""
