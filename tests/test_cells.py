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
            "The weight of the machine is 12.5 kg.",
            "What is the weight of the machine?",
            "The machine in numbers:\n\n| Weight | 12.5 kg |\n| Height | 60 cm |",
            ["Weight", "12.5 kg"],
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


PHONES = (
    "| Phone | Price | Colour |\n|---|---|---|\n| Nova | $300 | red |\n"
    "| Zeta | on request | blue |\n| Orbit | $450 | black |"
)
PEOPLE = "project: Delta | lead: Maria Lund | reviewer: Karl Voss"
TIMES = "name: Anna Berg | start: 10:30 | end: 11:45"
SIZES = "name: bolt | weight_g: 12 | length_mm: 40"
TWO = (
    "| Year | Revenue (m EUR) | Staff |\n|---|---|---|\n| 2023 | 4 | 41 |\n"
    "| Year | Visitors | Cats |\n|---|---|---|\n| 2024 | 950 | 8 |"
)
MONTHS = "| Item | Jan (EUR) | Feb (EUR) |\n|---|---|---|\n| Rent | 110 | 120 |"
SPEC = "| Property | Model S | Model L |\n|---|---|---|\n| Range (km) | 60 | 110 |\n| Load (kg) | 120 | 150 |"
ROOMS = "Course\tRoom\tSeats\nSpanish A1\tC4\t15\nSpanish B2\tB2\t12"
FEES = "| Membership | Joining fee | Guests |\n|---|---|---|\n| Single | $40 | no |\n| Family | waived | yes |"
MONEY = "Item: Rent | 2023 (EUR): 110 | 2024 (USD): 120"


@pytest.mark.parametrize(
    ("sentence", "question", "table", "proven"),
    [
        ("The Model S has a range of 60 km.", "What range has the Model S?", SPEC, True),
        ("The Model S has a range of 110 km.", "What range has the Model S?", SPEC, False),
        ("The Model S has a range of 120 km.", "What range has the Model S?", SPEC, False),
        ("Spanish A1 is in room C4.", "In which room is Spanish A1?", ROOMS, True),
        ("Spanish A1 is in room B2.", "In which room is Spanish A1?", ROOMS, False),
        ("Spanish A2 is in room C4.", "In which room is Spanish A2?", ROOMS, False),
        ("Spanish A2 has 15 seats.", "How many seats has Spanish A2?", ROOMS, False),
        ("The joining fee is waived for families.", "What is the joining fee for a family?", FEES, True),
        ("The joining fee is waived for singles.", "What is the joining fee for a single?", FEES, False),
        ("A single membership does not include guests.", "Does a single membership include guests?", FEES, True),
        ("A family membership does not include guests.", "Does a family membership include guests?", FEES, False),
        ("A single membership does include guests.", "Does a single membership include guests?", FEES, False),
        ("The lead of Delta is Maria Lund.", "Who leads Delta?", PEOPLE, True),
        ("The lead of Delta is Karl Voss.", "Who leads Delta?", PEOPLE, False),
        ("Anna Berg starts at 10:30.", "When does Anna Berg start?", TIMES, True),
        ("Anna Berg starts at 11:45.", "When does Anna Berg start?", TIMES, False),
        ("The bolt weighs 12 g.", "What is the weight of the bolt?", SIZES, True),
        ("The bolt weighs 0.012 kg.", "What is the weight of the bolt?", SIZES, True),
        ("The bolt weighs 12 kg.", "What is the weight of the bolt?", SIZES, False),
        ("The weight of the bolt is 40.", "What is the weight of the bolt?", SIZES, False),
        ("The bolt is 40 cm long.", "How long is the bolt?", SIZES, False),
        ("The tomato seed costs 13.60 euros.", "What does tomato seed cost?", STOCK, False),
        ("There are 2 Teal forks in stock.", "How many Teal forks?", STOCK, False),
        ("We sold 97 bags of soil.", "How many bags of soil did we sell?", STOCK, False),
        ("The bench has a warranty of 21 days.", "How long is its warranty?", STOCK, False),
        ("The revenue in 2024 was 950 million euros.", "What was the revenue?", TWO, False),
        ("There were 950 visitors in 2024.", "How many visitors in 2024?", TWO, True),
        ("In 2024, there were 41 staff.", "How many staff in 2024?", YEARS, False),
        ("There were 41 staff.", "How many staff were there in 2024?", YEARS, False),
        ("In 2024, profit was 0.3.", "What was the profit in 2024?", YEARS, False),
        ("The rent in February was 120 euros.", "What was the rent in February?", MONTHS, True),
        ("The rent in February was 110 euros.", "What was the rent in February?", MONTHS, False),
        ("Rent in 2024 was 110 euros.", "What was the rent in 2024?", MONEY, False),
        ("Rent in 2024 was 120 dollars.", "What was the rent in 2024?", MONEY, True),
        ("The leaflet costs 40,000 euros.", "Price?", "Item | Price per thousand (EUR)\nleaflet | 40", False),
        ("The profit of Oslo was 5 euros.", "What was the profit?", "Shop: Oslo | Profit (EUR): (5)", False),
        ("The profit of Oslo was 5 euros.", "What was the profit?", "Shop: Oslo | Profit (EUR): -5", False),
        ("Delta has an approved budget of 5000 euros.", "Which budget has Delta?", "project: Delta | budget: 5000 euros (not approved)", False),
        ("Delta is sold in Rome.", "Where is Delta sold?", "product: Delta | not sold in: Rome", False),
        ("The rent in Jan was 120.", "What was the rent in Jan?", "Item\tJan\tFeb\nRent\t\t120", False),
        ("The rent in Feb was 120.", "What was the rent in Feb?", "Item\tJan\tFeb\nRent\t\t120", True),
        ("Orbit is blue and costs $450.", "What does the blue Orbit cost?", PHONES, False),
        ("Orbit costs $450.", "What does Orbit cost?", PHONES, True),
        ("Bauer's time was 31:02.", "What was Bauer's time?", "Pos | Name | Time\n2 | Bauer | 31:40", False),
        ("Bauer finished in 31:40.", "What was Bauer's time?", "Pos | Name | Time\n2 | Bauer | 31:40", True),
        ("Invoice 88 was paid on 3 January 2024.", "When was invoice 88 paid?", "invoice: 88 | date: 2024-01-03 | paid: yes", False),
        ("Ceramics has 12 free seats.", "How many seats are free in Ceramics?", "Course\tRoom\tSeats\tFree\nCeramics\tB2\t12\t3", False),
        ("Ceramics has 3 free seats.", "How many seats are free in Ceramics?", "Course\tRoom\tSeats\tFree\nCeramics\tB2\t12\t3", True),
        ("Ceramics has 12 seats.", "How many seats has Ceramics?", "Course\tRoom\tSeats\tFree\nCeramics\tB2\t12\t3", True),
        ("Rome.", "Where is Delta sold?", "product: Delta | not sold in: Rome", False),
        ("Yes, a receipt is needed for breakfast at 20 euros.", "Is a receipt needed for breakfast?", "Expense: Breakfast | Limit (EUR): 20 | Receipt needed: no", False),
        ("A receipt is needed for breakfast.", "Is a receipt needed for breakfast?", "Expense: Breakfast | Receipt needed: no", False),
        ("Ada Holt died on 3 May 1901.", "When did Ada Holt die?", "Person | Born | Died\nAda Holt | 3 May 1901 | 4 June 1970", False),
        ("Ada Holt died on 4 June 1970.", "When did Ada Holt die?", "Person | Born | Died\nAda Holt | 3 May 1901 | 4 June 1970", True),
        ("The rent costs 1300.", "What does the rent cost?", "| | |\n|---|---|\n| Rent | 1200 |", False),
        ("The contract costs 50 euros.", "What does it cost?", "name: contract | contribution_eur: 50 | fee_eur: 60", False),
        ("The rent costs 1200.", "What does the rent cost?", "| | |\n|---|---|\n| Rent | 1200 |", True),
    ],
)  # fmt: skip
def test_a_row_proves_by_its_columns(
    sentence: str, question: str, table: str, *, proven: bool
) -> None:
    """Each number, date and name must stand in its own column, with its unit, scale and sign, of its own table."""
    assert bool(quotes(sentence, question, table)) == proven


@pytest.mark.parametrize(
    ("sentence", "question", "text", "quote"),
    [
        (
            "You may bring one small bag.",
            "What may I bring?",
            "topic: luggage | answer: You may bring one small bag. | day: Monday",
            "You may bring one small bag.",
        ),
        ("Goats eat hay.", "What do goats eat?", "1.\tGoats eat hay.\n2.\tCows moo.", "1.\tGoats eat hay."),
    ],
)  # fmt: skip
def test_a_sentence_in_a_cell_or_behind_a_number_proves_as_any(
    sentence: str, question: str, text: str, quote: str
) -> None:
    """Text in a table is text, and a list whose numbers are followed by tabs is no table."""
    shown = [Passage(1, "a.csv", "A", "", 0, len(text), text, None, 1.0)]
    (found,) = cite(sentence, question, shown, unlike)
    assert (found.quote, found.score) == (quote, 1.0)
