"""Template filters for times: date_time, date_only, time_ago."""

from django import template

from catalog import times

register = template.Library()

for each in (times.date_time, times.date_only, times.time_ago):
    register.filter(each.__name__, each)
