"""Providers of the demo's own, on loopback: a mail server, a text message gateway, a print vendor.

They keep what a customer would have in hand, once by the id that came with it. The drill gives them faults.
"""
