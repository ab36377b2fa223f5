"""What a municipality's file assumes of its stock: how many dwellings there are of each kind.

How many there are in all has a source, and so has the share of care dwellings, of the place or the
country.  How the others divide over uses, and all over sizes and owners, is assumed.  When
assumptions are redrawn the odds of one kind over another are multiplied by a factor.  The sum of
all blocks that are assumed stays, and so does that of their care dwellings; dwellings stay whole,
and no kind disappears.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from experiments.redrawn.factors import is_assumed, ranged, tells_apart, tilted, whole
from sim.names import Category, Ownership
from sim.parameters import Parameter
from sim.scenario.resolved import Scenario, StockBlock


def _odds(number: str, span: tuple[float, float], meaning: str) -> Parameter:
    return ranged(f"dwellings.{number}", span, f"odds of {meaning}, over the file's")


#: By key: the factor by which the odds of one kind of dwelling may be off.
FACTORS: Mapping[str, Parameter] = {
    one.key: one
    for one in (
        _odds(
            "earmarked",
            (0.67, 1.5),
            "a dwelling for refugees, for youth or with staff, and not an ordinary or social one",
        ),
        _odds("ordinary", (0.5, 2.0), "an ordinary dwelling and not a social one"),
        _odds("rooms", (0.75, 1.33), "a dwelling with one room more, in each category"),
        _odds("accessible", (0.5, 2.0), "an accessible dwelling, in each category"),
        _odds("coop_flat", (0.5, 2.0), "a co-op flat, in each category"),
        _odds(
            "of_others",
            (0.5, 2.0),
            "a dwelling that is leased in or a foundation's, in each category",
        ),
    )
}

_EARMARKED = {Category.REFUGEE, Category.YOUTH, Category.SUPERVISED}
_OF_OTHERS = {Ownership.LEASED_IN, Ownership.FOUNDATION}

#: Factors of how dwellings divide over categories; ``None`` where one is left out of it.
_OF_CATEGORIES: Mapping[str, Callable[[Category, float], float | None]] = {
    "dwellings.earmarked": lambda category, by: (
        None if category is Category.CARE else by if category in _EARMARKED else 1.0
    ),
    "dwellings.ordinary": lambda category, by: {Category.ORDINARY: by, Category.SOCIAL: 1.0}.get(
        category
    ),
}

#: Factors of how the dwellings of a category divide over blocks.
_OF_BLOCKS: Mapping[str, Callable[[StockBlock, float], float]] = {
    "dwellings.rooms": lambda block, by: by ** (block.rooms - 1),
    "dwellings.accessible": lambda block, by: by if block.accessible else 1.0,
    "dwellings.coop_flat": lambda block, by: by if block.ownership is Ownership.COOP_FLAT else 1.0,
    "dwellings.of_others": lambda block, by: by if block.ownership in _OF_OTHERS else 1.0,
}


def numbers(scenario: Scenario) -> dict[str, float]:
    """What the place's file says, by key, of what every factor is about: the whole stock."""
    return {
        f"stock.{block.name}.{what}": float(getattr(block, what))
        for block in scenario.municipality.stock
        for what in ("category", "dwellings", "rooms", "accessible", "ownership")
    }


def assumed(scenario: Scenario, factor: str) -> list[str]:
    """The keys of what is assumed in the file and a factor changes."""
    categories = _by_category(scenario)
    if factor in _OF_CATEGORIES:
        odds = _odds_of_categories(categories, factor, 2.0)
        moved = list(odds) if tells_apart(odds.values()) else []
    else:
        moved = [
            category
            for category, blocks in categories.items()
            if tells_apart(_OF_BLOCKS[factor](block, 2.0) for block in blocks)
        ]
    return [_key(block) for category in moved for block in categories[category]]


def redrawn(scenario: Scenario, factors: Mapping[str, float]) -> tuple[StockBlock, ...]:
    """The stock of the place with the dwellings that are assumed divided otherwise."""
    categories = _by_category(scenario)
    totals = _totals(categories, factors)
    found: dict[str, int] = {}
    for category, blocks in categories.items():
        found.update(_divided(blocks, totals[category], factors))
    return tuple(
        replace(block, dwellings=found.get(block.name, block.dwellings))
        for block in scenario.municipality.stock
    )


def _by_category(scenario: Scenario) -> dict[Category, list[StockBlock]]:
    """The blocks of which there are dwellings, and how many is an assumption."""
    found: dict[Category, list[StockBlock]] = {}
    for block in scenario.municipality.stock:
        if block.dwellings and is_assumed(scenario, _key(block)):
            found.setdefault(block.category, []).append(block)
    return found


def _totals(
    categories: Mapping[Category, Sequence[StockBlock]], factors: Mapping[str, float]
) -> dict[Category, int]:
    """How many dwellings each category is to have."""
    totals = {
        category: sum(block.dwellings for block in blocks)
        for category, blocks in categories.items()
    }
    for key in _OF_CATEGORIES:
        if key in factors:
            odds = _odds_of_categories(categories, key, factors[key])
            sizes = tilted({category: totals[category] for category in odds}, odds)
            totals |= whole(sizes, {category: len(categories[category]) for category in odds})
    return totals


def _odds_of_categories(
    categories: Mapping[Category, object], factor: str, by: float
) -> dict[Category, float]:
    odds = {category: _OF_CATEGORIES[factor](category, by) for category in categories}
    return {category: times for category, times in odds.items() if times is not None}


def _divided(
    blocks: Sequence[StockBlock], total: int, factors: Mapping[str, float]
) -> dict[str, int]:
    """By name of the block: how ``total`` dwellings of a category divide."""
    sizes = {block.name: float(block.dwellings) for block in blocks}
    for key, odds in _OF_BLOCKS.items():
        if key in factors:
            sizes = tilted(sizes, {block.name: odds(block, factors[key]) for block in blocks})
    scale = total / sum(block.dwellings for block in blocks)
    return whole(
        {name: size * scale for name, size in sizes.items()}, {block.name: 1 for block in blocks}
    )


def _key(block: StockBlock) -> str:
    return f"stock.{block.name}.dwellings"
