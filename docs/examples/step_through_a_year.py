"""A year of Moss, day by day: who waits, where, and for what.

Run it with ``python docs/examples/step_through_a_year.py``.
"""

import sim

model = sim.HousingModel("moss-2009", seed=1)
while model.day < 365:
    model.step()

waiting = model.households.select(lambda household: household.waiting)
longest = min(waiting, key=lambda household: household.waiting_since)
print(len(waiting), "wait, one of", longest.group, "since day", round(longest.waiting_since))
for unit in model.units:
    print(unit.name, "-", unit.queue, "in the queue,", unit.listed, "on the list")
empty = model.dwellings.select(lambda dwelling: dwelling.waiting_for is not None)
print(empty.groupby("waiting_for").count())
print(model.datacollector.get_model_vars_dataframe().tail(1).T)
