"""From released to sent, and what came back: every notice once (rules, sections 7 and 12).

``queue`` lists what may leave, ``claims`` gives it to one worker, ``sending`` and ``packages`` call the
providers, ``reports`` reads what they say later, ``outcomes`` decides what follows, ``sweep`` ends what
nobody ended.
"""
