"""What a sentence tells of a table is proven by cells of one row."""

from collections.abc import Sequence

import pytest

from rag.answers import Passage
from rag.cite import LOOSE, cite

STOCK = """\
sku: GX-1203 | name: Tomato soil Loamwell 40 l | category: soil | unit: bag | price_eur: 13.60 | stock: 97 | delivery_days: 1
sku: GX-1404 | name: Garden bench Hobbin Teal | category: furniture | unit: piece | price_eur: 235.00 | stock: 2 | delivery_days: 21
sku: GX-1007 | name: Digging fork Ardent | category: tools | unit: piece | price_eur: 52.50 | stock: 13 | supplier: Maskell & Sons | delivery_days: 4"""
YEARS = """\
| Year | Revenue (m EUR) | Profit (m EUR) | Staff |
|---|---|---|---|
| 2023 | 4.2 | 0.3 | 41 |
| 2024 | 5.1 | 0.4 | 44 |"""
COSTS = """\
| Item | 2023 | 2024 |
|---|---|---|
| Salaries (k EUR) | 812 | 904 |
| Rent (k EUR) | 120 | 118 |"""
NOISE = "| Noise level, low / high fan | 37 dB / 44 dB |\n| Weight | 12.5 kg |"


def unlike(_: str, texts: Sequence[str]) -> list[float]:
    return [0.0] * len(texts)


def quotes(sentence: str, question: str, table: str) -> list[str]:
    shown = [Passage(1, "a.csv", "Figures", "", 7, 7 + len(table), table, None, 1.0)]
    found = cite(sentence, question, shown, unlike)
    assert all(table[c.start - 7 : c.end - 7] == c.quote for c in found)
    assert all(c.score <= LOOSE for c in found)
    return [c.quote for c in found]


@pytest.mark.parametrize(
    ("sentence", "question", "table", "cells"),
    [
        (
            "We still have 97 bags of tomato soil.",
            "How many bags of tomato soil do we still have?",
            STOCK,
            ["name: Tomato soil Loamwell 40 l", "unit: bag", "stock: 97"],
        ),
        (
            "The delivery time for the Teal garden bench is 21 days.",
            "how many days delivery for the Teal garden bench",
            STOCK,
            ["name: Garden bench Hobbin Teal", "delivery_days: 21"],
        ),
        (
            "The digging fork costs 52.50 euros.",
            "What does the digging fork cost?",
            STOCK,
            ["name: Digging fork Ardent", "price_eur: 52.50"],
        ),
        (
            "The digging fork is supplied by Maskell & Sons.",
            "Where do we get the digging fork?",
            STOCK,
            ["name: Digging fork Ardent", "supplier: Maskell & Sons"],
        ),
        (
            "Profit in 2024 was EUR 0.4 million.",
            "How much profit was made in 2024?",
            YEARS,
            ["Profit (m EUR)", "2024", "0.4"],
        ),
        (
            "Salaries in 2024 were 904,000 euros.",
            "What were the salaries in 2024?",
            COSTS,
            ["2024", "Salaries (k EUR)", "904"],
        ),
        (
            "The rent in 2023 was 120.",
            "How high was the rent in 2023?",
            COSTS,
            ["2023", "Rent (k EUR)", "120"],
        ),
        (
            "The noise level is 37 dB at low fan.",
            "how loud is it on the low fan setting",
            NOISE,
            ["Noise level, low / high fan", "37 dB / 44 dB"],
        ),
    ],
)
def test_cells_prove_what_a_row_tells(
    sentence: str, question: str, table: str, cells: list[str]
) -> None:
    """The cell that tells which row it is, the header where it stands above, and the cell with the answer."""
    assert quotes(sentence, question, table) == cells


@pytest.mark.parametrize(
    ("sentence", "question", "table"),
    [
        ("There are 2 garden benches in stock.", "How many digging forks are in stock?", STOCK),
        ("There are 4 digging forks in stock.", "How many digging forks are in stock?", STOCK),
        ("The digging fork costs 13 euros.", "What does the digging fork cost?", STOCK),
        ("The digging fork takes 21 days.", "How long does the digging fork take?", STOCK),
        ("The digging fork is the cheapest at 52.50 euros.", "What is the cheapest tool?", STOCK),
        ("There are 13 tools in all.", "How many tools are there in total?", STOCK),
        ("The digging fork does not cost 52.50 euros.", "What does the fork cost?", STOCK),
        ("Profit in 2023 was 4.2 million euros.", "What was the profit in 2023?", YEARS),
        ("The profit in 2024 was 0.3 million euros.", "What was the profit in 2024?", YEARS),
        ("There were 41 staff in 2024.", "How many staff were there in 2024?", YEARS),
        ("Salaries in 2024 were 812.", "What were the salaries in 2024?", COSTS),
        ("Salaries in 2024 were 904 euros.", "What were the salaries in 2024?", COSTS),
        ("The rent in 2023 was 812.", "How high was the rent in 2023?", COSTS),
        ("The noise level is 12.5 dB.", "how loud is it", NOISE),
        ("There were 44 staff in 2024.", "How many staff in 2024?", YEARS.split("|---|\n")[1]),
    ],
)
def test_cells_prove_nothing_else(sentence: str, question: str, table: str) -> None:
    """Not by another row, column or unit, not what compares or adds up, not below a row that heads nothing."""
    assert quotes(sentence, question, table) == []
