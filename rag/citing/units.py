"""Words and signs that numbers are written with: numerals, magnitudes, units, months. Tables only."""

_ONES = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
    fifteen sixteen seventeen eighteen nineteen
"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
NUMERALS = {word: value for value, word in enumerate(_ONES.split())} | {
    word: 10 * value for value, word in enumerate(_TENS.split(), start=2)
}
MAGNITUDES = {
    "hundred": 100,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "dozen": 12,
    "bn": 10**9,
    "mn": 10**6,
    "tausend": 10**3,
    "millionen": 10**6,
    "milliarden": 10**9,
    "mil": 10**3,
    "millones": 10**6,
    "万": 10**4,
    "亿": 10**8,
}
_ORDINALS = """
    zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth
    thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth
"""
ORDINALS = {word: value for value, word in enumerate(_ORDINALS.split())}
_MONTHS = (
    "january jan enero januar 1月",
    "february feb febrero februar 2月",
    "march mar marzo märz 3月",
    "april apr abril 4月",
    "may mayo mai 5月",
    "june jun junio juni 6月",
    "july jul julio juli 7月",
    "august aug agosto 8月",
    "september sep sept septiembre 9月",
    "october oct octubre oktober 10月",
    "november nov noviembre 11月",
    "december dec diciembre dezember 12月",
)
MONTHS = {word: n for n, row in enumerate(_MONTHS, start=1) for word in row.split()}

# Word or sign: what it measures and how many of the smallest unit listed for it.
_UNITS = {
    ("percent", 1): "% percent pct prozent",
    ("points", 1): "pp",
    ("dollar", 1): "$ us$ dollar usd",
    ("dollar", 0.01): "cent",
    ("euro", 1): "€ euro eur",
    ("sterling", 1): "£ gbp sterling",
    ("yen", 1): "¥ yen jpy yuan cny",
    ("rupee", 1): "₹ rupee inr",
    ("mass", 1): "g gram gramme",
    ("mass", 1000): "kg kilo kilogram kilogramme",
    ("mass", 10**6): "t tonne",
    ("ton", 1): "ton",
    ("pound", 1): "pound lb",
    ("ounce", 1): "ounce oz",
    ("length", 0.001): "mm millimetre millimeter",
    ("length", 0.01): "cm centimetre centimeter",
    ("length", 1): "m metre meter",
    ("length", 1000): "km kilometre kilometer",
    ("mile", 1): "mile mi",
    ("foot", 1): "ft foot feet",
    ("inch", 1): "inch inche",
    ("yard", 1): "yard yd",
    ("acre", 1): "acre",
    ("area", 1): "hectare ha",
    ("volume", 1): "litre liter l",
    ("volume", 0.001): "ml millilitre milliliter",
    ("gallon", 1): "gallon",
    ("celsius", 1): "°c celsius",
    ("fahrenheit", 1): "°f fahrenheit",
    ("kelvin", 1): "kelvin",
    ("degree", 1): "° degree",
    ("speed", 1): "km/h kph",
    ("mph", 1): "mph",
    ("watt", 1): "w watt",
    ("watt", 1000): "kw kilowatt",
    ("watt", 10**6): "mw megawatt",
    ("bit", 1): "kb kilobyte",
    ("bit", 1000): "mb megabyte",
    ("bit", 10**6): "gb gigabyte",
    ("duration", 1): "second sec s",
    ("duration", 60): "minute min",
    ("duration", 3600): "hour h hr",
    ("duration", 86400): "day",
    ("duration", 604800): "week",
    ("month", 1): "month",
    ("month", 12): "year yr",
    ("month", 120): "decade",
    ("month", 1200): "century centurie",
}
UNITS = {word: unit for unit, row in _UNITS.items() for word in row.split()}
LOWER, UPPER, FROM = "at least", "at most", "from"
MONEY = frozenset({"dollar", "euro", "sterling", "yen", "rupee"})
_BOUNDS = {
    LOWER: "at least,more than,over,above,no less than,exceeding,minimum of,not less than,no fewer than,"
    "upwards of,greater than",
    UPPER: "at most,up to,less than,under,below,fewer than,no more than,maximum of,not more than",
    FROM: "from,starting at,starting from,as little as,ab",
}
BOUNDS = {phrase: bound for bound, phrases in _BOUNDS.items() for phrase in phrases.split(",")}
