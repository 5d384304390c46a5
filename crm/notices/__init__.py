"""«Лента уведомлений»: one text to many, by the channels that each of them has and agreed to.

A notice is written once (`Notice`); whom it goes to and by what is worked out in one statement (`domain.recipients`,
by the rule of `domain.choosing`) and kept as deliveries, which tasks hand over to the channels of `notifications`.
"""
