"""The hard cases: sentences that share nearly every word with a source and are still not what it says."""

from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answers import Passage
from rag.cite import cite

GOATS = "The Russians sent North Korea a live shipment of 447 goats and 12 cows in June 2024."
TABLE = "City | Goats | Cows\nRason | 447 | 12\nWonsan | 30 | 5"
TWO = "Anna lives in Rome. Bob lives in Paris."
GERMAN = "Die Russen schickten Nordkorea im Juni 2024 eine Lieferung von 447 Ziegen nach Rason."
SPANISH = "Rusia envió 447 cabras a Corea del Norte en junio de 2024."
CHINESE = "俄罗斯在2024年向朝鲜赠送了447只山羊，这些山羊将生活在罗先市。"  # noqa: RUF001
ARABIC = "أرسلت روسيا 447 رأسا من الماعز إلى كوريا الشمالية في يونيو 2024."

Case = tuple[str, str, str | tuple[str, ...]]  # sentence, question, texts


def unlike(_: str, texts: Sequence[str]) -> list[float]:
    return [0.0] * len(texts)


def proven(case: Case) -> bool:
    sentence, question, texts = case
    shown = [
        Passage(n, f"{n}.txt", "", "", 0, len(text), text, None, 1.0)
        for n, text in enumerate((texts,) if isinstance(texts, str) else texts, start=1)
    ]
    return bool(cite(sentence, question, shown, unlike))


def changed(text: str, old: str, new: str) -> Case:
    assert old in text
    return text.replace(old, new), "", text


SAID: list[Case] = [
    ("Kelm is the capital.", "Which is the capital?", "Kelm, formerly called Osk, is the capital."),
    (
        "The capital is Kelm.",
        "Which is it?",
        "The capital is Kelm, which was called Osk until 1950.",
    ),
    (
        "Lake Vell is the largest lake in Tarn.",
        "What is the largest lake?",
        "Lake Vell is the largest lake in Tarn and the third largest in Europe.",
    ),
    ("Call 555-1234.", "Whom do I call?", "If you need help, call 555-1234."),
    (
        "3 million people saw the film.",
        "How many?",
        "The film was seen by 3 million people, up on last year.",
    ),
    (
        "The bridge was completed in 1932.",
        "When was the bridge completed?",
        "The bridge was begun in 1923, and work was completed in 1932.",
    ),
    (
        "The tunnel will be 5 km long.",
        "How long will it be?",
        "The planned tunnel will be 5 km long.",
    ),
    ("The tower is 30 m high.", "How high is the tower?", "The tower, 30 m in height, is old."),
    ("Karl is 2 m tall.", "How tall is Karl?", "Karl is 40 years old and 2 m tall."),
    ("Her salary is €300 a month.", "What is her salary?", "Her salary is €300 per month."),
    ("19 %.", "By how much did the tax rise?", "The tax rose by 19 %."),
    ("The tax rose to 19 %.", "How high is the tax?", "In 2020 the tax rose to 19 %."),
    ("Dyeing costs from €55.", "What does dyeing cost?", "Dyeing costs from €55."),
    ("Tickets cost from €5 to €9.", "What do tickets cost?", "Tickets cost €5 to €9."),
    (
        "The contract was signed in Paris.",
        "Where was the contract signed?",
        "The contract took years to write. It was signed in Paris.",
    ),
    ("The museum is not open.", "Is it open?", "The museum is not open. The shop is open."),
    (
        "Her brother was born in 1950.",
        "When was Petra's brother born?",
        "Petra is a teacher. Her brother was born in 1950.",
    ),
    (
        "Kern AG installed the heating.",
        "Who installed the heating?",
        "Bauer AG inspected the heating. It was installed by Kern AG.",
    ),
    (
        "The museum was founded in 1850.",
        "When was the museum founded?",
        "The museum was closed in 1902. It had been founded in 1850.",
    ),
    (
        "Students pay €29 for the yearly bike pass.",
        "What do students pay for the yearly bike pass?",
        "The yearly bike pass costs €45. Students get the yearly pass for €29.",
    ),
    ("Dogs are allowed on request.", "Are dogs allowed?", "Dogs are allowed only on request."),
    (
        "The café is shut from 3 July.",
        "From when is the café shut?",
        "The café is shut from 3 July until 20 July.",
    ),
    ("Bauer finished in 31:40.", "What was Bauer's time?", "Bauer finished in 31:40."),
    (
        "The scale of the map is 1:25000.",
        "What is the scale of the map?",
        "The map has a scale of 1:25000.",
    ),
    (
        "Edmund Hartcastle started the glassworks in Marrowick.",
        "Who started the glassworks in Marrowick?",
        "Edmund Hartcastle, who was not related to the mayors, came in 1721 and founded the glassworks of Marrowick.",
    ),
    (
        "Yes, smoking is not forbidden in the garden.",
        "May I smoke in the garden?",
        "Smoking is not forbidden in the garden.",
    ),
    (
        "Yes, subletting is prohibited.",
        "Does the lease prohibit subletting?",
        "Subletting is prohibited.",
    ),
    ("Yes, pets are not allowed.", "Is there a ban on pets?", "Pets are not allowed."),
    ("Yes, smoking is forbidden.", "Is smoking forbidden?", "Smoking is forbidden on all floors."),
    (
        "No, smoking is forbidden.",
        "May I smoke in the hall?",
        "Smoking is forbidden in the hall.",
    ),
    (
        "The house has two more rooms.",
        "What else does the house have?",
        "The house has two additional rooms.",
    ),
    (
        "The strikers were not granted a rise in pay.",
        "Did the strikers get more money?",
        "A rise in pay was not granted.",
    ),
    (
        "Mirjam Stone gave 4 out of 5 stars.",
        "How many stars did Mirjam Stone give?",
        "The tester, Mirjam Stone, gave 4 out of 5 stars.",
    ),
    (
        "Van Dijk gets a 4% discount.",
        "What discount does Van Dijk get?",
        "We offer Van Dijk 4 % discount.",
    ),
    ("Russia sent 447 goats to North Korea.", "How many goats did Russia send?", GOATS),
    ("447.", "How many goats did Russia send?", GOATS),
    ("Four hundred and forty-seven goats.", "How many goats did Russia send?", GOATS),
    ("A dozen cows.", "How many cows did Russia send?", GOATS),
    ("In June 2024.", "When did Russia send goats?", GOATS),
    ("18 percent of children are stunted.", "", "About 18 % of children are stunted."),
    ("18.", "What percentage of children is stunted?", "About 18 % of children are stunted."),
    ("It costs 5 million dollars.", "", "It costs $5m."),
    ("It weighs 2 tonnes.", "", "It weighs 2,000 kg."),
    ("It is 5 kilometres long.", "", "It is 5 km long."),
    ("It starts at 15:30.", "", "It starts at 3:30 pm."),
    ("He came third.", "", "He came 3rd."),
    ("2000 attended the dinner.", "How many guests came?", "2000 guests attended the dinner."),
    ("The first doctor to travel was Eve.", "", "The doctor Eve became the first to travel."),
    ("1 000 goats came.", "", "1,000 goats came."),
    ("3 of 5 goats died.", "", "3 of 5 goats died."),
    ("More than 500 goats came.", "", "Over 500 goats came."),
    ("Kim was visited by Putin.", "", "Putin visited Kim in 2024."),
    ("Putin visited Kim.", "", "Kim was visited by Putin."),
    ("Paris is the capital of France.", "", "The capital of France is Paris."),
    ("In 2024 Kim signed a pact.", "", "Kim signed a pact in 2024."),
    ("John died in Paris.", "", "John was born in Rome and died in Paris."),
    ("The UN sent goats.", "Who sent goats?", "The United Nations sent goats."),
    ("The United Nations sent goats.", "Who sent goats?", "The U.N. sent goats."),
    ("No, Kim did not sign the pact.", "Did Kim sign?", "Kim did not sign the pact."),
    ("Kim did not sign the pact.", "Did Kim sign the pact?", "Kim refused to sign the pact."),
    ("Yes, Kim signed the pact.", "Did Kim sign the pact?", "Kim signed the pact."),
    ("Cows were not sent.", "Were cows sent?", "No cows were sent."),
    ("Rome.", "Where does Anna live?", TWO),
    ("Anna lives in Rome.", "Where does Anna live?", "Anna is a painter. She lives in Rome."),
    (
        "Rome, Paris and Oslo.",
        "Which cities did Anna visit?",
        ("Anna visited Rome.", "Anna visited Paris.", "Anna also visited Oslo."),
    ),
    ("Rason has 447 goats.", "How many goats has Rason?", TABLE),
    ("Wonsan has 5 cows.", "", TABLE),
    ("He purchased a car.", "What did he buy?", "He bought a car."),
    ("The signature was in 2024.", "When was the signature?", "The pact was signed in 2024."),
    *((text, "", text) for text in (GERMAN, SPANISH, CHINESE, ARABIC)),
    ("Die Russen schickten Nordkorea 447 Ziegen.", "Wie viele Ziegen?", GERMAN),
    (  # the order of things that the question gives
        "2000 guests attended the dinner celebrating the opening of the Grainger Market.",
        "How many guests attended the dinner celebrating the opening of the Grainger Market?",
        "The Grainger Market is in Newcastle. The opening was celebrated with a grand dinner attended by 2000 guests.",
    ),
    (  # "were by" is no passive, and "British artists" are of British nationality
        "The paintings donated by John Sheepshanks were by artists of British nationality.",
        "The paintings donated by John Sheepshanks were by artists of which nationality?",
        (
            "In 1857 John Sheepshanks donated 233 paintings, mainly by contemporary British artists, and a "
            "number of drawings to the museum with the intention of forming a National Gallery of British Art."
        ),
    ),
    (  # one word, two forms, both deny
        "One must exclude 1 as a prime because one can include arbitrarily many instances of 1.",
        "Why must one be excluded in order to preserve the uniqueness of the theorem?",
        (
            "The uniqueness in this theorem requires excluding 1 as a prime because one can include "
            "arbitrarily many instances of 1 in any factorization."
        ),
    ),
    (  # whose it is, is not what the sentence is about
        'Rihanna\'s song "Diamonds" is a departure from her recurring themes and contains a concept of love.',
        "what is the meaning of rihanna's song diamonds",
        (
            "The song is sung by Rihanna. Lyrically , `` Diamonds '' is a departure from Rihanna 's recurring "
            "themes on her other songs , and contains a concept of love ."
        ),
    ),
    (  # the capital of a first word makes no name
        "Wild horses are found in Nevada and Oregon.",
        "where are wild horses found in the us",
        (
            "Congress protects them. More than half of all mustangs are found in Nevada ( which features the "
            "horses on its State Quarter ) , with other populations in Oregon . "
            "Wild horses live in herds."
        ),
    ),
]

UNSAID: list[Case] = [
    ("Anna chairs Acme.", "Who chairs Acme?", "Anna chairs Beta. Bert chairs Acme."),
    (
        "Children take one tablet twice a day.",
        "How many tablets do children take?",
        "Adults take one tablet twice a day. Children take half a tablet once a day.",
    ),
    (
        "The deposit is 50 % of the rent.",
        "How high is the deposit?",
        "A deposit of 200 euros is due. Late cancellations cost 50 % of the rent.",
    ),
    ("The museum is not open.", "Is it open?", "The museum is open. The shop is not open."),
    ("No, the museum is not open.", "Is it?", "The museum is open. The shop is not open."),
    ("Mr Dahl wrote it.", "Who wrote it?", "Mr Dahl painted and sang it. Ms Lund wrote it."),
    (
        "Anna is the treasurer.",
        "Who is the treasurer?",
        "Anna is the chair. Bert is the treasurer.",
    ),
    ("Anna chairs the board.", "Who chairs the board?", "Anna left the board. Bert chairs it."),
    (
        "Bauer AG installed the heating.",
        "Who installed the heating?",
        "Bauer AG inspected the heating. It was installed by Kern AG.",
    ),
    (
        "The museum was founded in 1902.",
        "When was the museum founded?",
        "The museum was closed in 1902. It had been founded in 1850.",
    ),
    (
        "The museum was founded in 1902.",
        "When was the museum founded?",
        "The museum had been founded in 1850. It was closed in 1902.",
    ),
    ("Dyeing costs €55.", "What does dyeing cost?", "Dyeing costs from €55."),
    ("Dyeing costs from €55.", "What does dyeing cost?", "Dyeing costs €55."),
    (
        "Petra was born in 1950.",
        "When was Petra born?",
        "Petra is a teacher. Her brother was born in 1950.",
    ),
    ("It is 40 m long.", "How long is it?", "It is 40 m wide and 30 m long."),
    ("40 m.", "How long is the garden?", "The garden is 40 m wide and 30 m long."),
    ("It has a width of 30 m.", "", "It has a height of 30 m."),
    ("Karl is 2 years old.", "How old is Karl?", "Karl is 40 years old, and here for 2 years."),
    ("Her salary is €300 a week.", "What is her salary?", "Her salary is €300 a month."),
    ("The tax is 19 %.", "How high is the tax?", "The tax rose by 19 %."),
    ("Sales fell to 5 million.", "What did sales do?", "Sales fell by 5 million."),
    ("Sales rose by 5 million.", "What did sales do?", "Sales rose to 5 million."),
    ("Yes, dogs are allowed.", "Are dogs allowed?", "Dogs are allowed only on request."),
    (
        "She developed coatings from 2019 to 2023.",
        "When did she develop coatings?",
        "**2019-2023 Head of Laboratory, Vemtec GmbH**\nLed a team.\n\n**2015-2019 Chemist**\nDeveloped coatings.",
    ),
    (
        "The team meets in Vienna.",
        "Where does the team meet?",
        "The team meets in Graz. The choir sings in Vienna.",
    ),
    (
        "The repair costs 80 euros.",
        "What does the repair cost?",
        "The repair takes two days. The loan car costs 80 euros.",
    ),
    (
        "The café is shut until 3 July.",
        "Until when is the café shut?",
        "The café is shut from 3 July until 20 July.",
    ),
    (
        "The shop opens at 18:00.",
        "When does the shop open?",
        "The shop is open from 9:00 to 18:00.",
    ),
    (
        "The rule applied until 2019.",
        "How long did the rule apply?",
        "The rule applied from 2019 on.",
    ),
    ("Bauer finished in 40:31.", "What was Bauer's time?", "Bauer finished in 31:40."),
    (
        "Yes, the striking glassworkers of 1889 received a rise in pay.",
        "Did the striking glassworkers of 1889 get more money?",
        "The glassworkers struck in 1889. A rise in pay was not granted.",
    ),
    (
        "Pharmacy technicians depend more and more on senior technicians.",
        "What do pharmacy technicians depend on more and more?",
        "Pharmacy technicians are supervised by senior technicians.",
    ),
    (
        "The New Bridge had more arches.",
        "Which bridge had more arches, the Old Bridge or the New Bridge?",
        "The New Bridge was opened in 1743. It was built by Pendle and has five arches.",
    ),
    (
        "Yes, smoking in the hall is forbidden.",
        "May I smoke in the hall?",
        "Smoking in the hall is forbidden.",
    ),
    (
        "Ja, Holzkohlegrills sind wegen des Rauchs verboten.",
        "Darf ich einen Holzkohlegrill benutzen?",
        "Holzkohlegrills sind wegen des Rauchs verboten.",
    ),
    (
        "Mirjam Stone gave 3 out of 5 stars.",
        "How many stars did Mirjam Stone give?",
        "The tester, Mirjam Stone, gave 4 out of 5 stars.",
    ),
    (
        "Mirjam Stone gave 4 out of 6 stars.",
        "How many stars did Mirjam Stone give?",
        "The tester, Mirjam Stone, gave 4 out of 5 stars.",
    ),
    ("Russia sent 12 goats to North Korea.", "How many goats did Russia send?", GOATS),
    ("Russia sent 474 goats.", "How many goats did Russia send?", GOATS),
    ("Russia sent 447 cows.", "How many cows did Russia send?", GOATS),
    ("447.", "How many cows did Russia send?", GOATS),
    ("Two dozen cows.", "How many cows did Russia send?", GOATS),
    ("In June 2023.", "When?", GOATS),
    ("In July 2024.", "When?", GOATS),
    ("447 %.", "What share?", GOATS),
    ("Russia ate 447 goats.", "How many goats did Russia eat?", GOATS),
    ("Russia sent 447 goats to win votes.", "How many?", GOATS),
    ("18 children are stunted.", "", "About 18 % of children are stunted."),
    ("It rose by 18 percent.", "", "It rose by 18 percentage points."),
    ("It rose by 18 percentage points.", "", "It rose by 18 percent."),
    ("15 people are ill.", "", "1.5 people are ill."),
    ("It costs 5 million dollars.", "", "It costs €5m."),
    ("It costs 5 dollars.", "", "It costs $5m."),
    ("It weighs 2000 g.", "", "It weighs 2,000 kg."),
    ("It is 5 miles long.", "", "It is 5 km long."),
    ("It is 5 km long.", "", "It is 5 km² large."),
    ("It was 20 °F.", "", "It was 20 °C."),
    ("It starts at 3:30 am.", "", "It starts at 3:30 pm."),
    ("He came 4th.", "", "He came third."),
    ("It began in the 1990s.", "", "It began in 1990."),
    ("100 goats came.", "", "1,000 goats came."),
    ("5 of 3 goats died.", "", "3 of 5 goats died."),
    ("5 goats died.", "", "3 of 5 goats died."),
    ("Up to 500 goats came.", "", "At least 500 goats came."),
    ("500 goats came.", "", "Up to 500 goats came."),
    ("2024 goats came.", "", "In 2024 goats came."),
    ("There were 7 goats in 2010.", "", "There were 5 goats in 2010 and 7 goats in 2011."),
    ("Kim visited Putin.", "Who visited whom?", "Putin visited Kim in 2024."),
    ("Putin was visited by Kim.", "", "Putin visited Kim in 2024."),
    ("Kim visited Putin.", "", "Kim was visited by Putin."),
    ("The man bit the dog.", "", "The dog bit the man."),
    ("Peru is larger than Chile.", "Is Peru larger?", "Chile is larger than Peru."),
    ("The train runs from Rome to Oslo.", "", "The train runs from Oslo to Rome."),
    ("John was born in Paris.", "", "John was born in Rome and Mary in Paris."),
    ("John was born in Paris.", "", "John was born in Rome and died in Paris."),
    ("Jane Smith won.", "Who won?", "John Smith won. Jane Doe lost."),
    ("Jane Smith won.", "Who won?", "John Smith beat Jane Doe and won."),
    ("Austria sent goats.", "Who sent goats?", "Australia sent goats."),
    ("Yes, Kim signed the pact.", "Did Kim sign the pact?", "Kim never signed the pact."),
    ("It happened before 2010.", "", "It happened after 2010."),
    ("Sales increased by 5 %.", "", "Sales decreased by 5 %."),
    ("The north was flooded.", "", "The south was flooded."),
    ("Kim rejected the pact.", "", "Kim accepted the pact."),
    ("Smoking is allowed.", "", "Smoking is forbidden."),
    ("The first goat died.", "", "The last goat died."),
    ("All goats died.", "", "Some goats died."),
    ("Most goats died.", "", "Some goats died."),
    ("Only Kim signed.", "", "Kim signed."),
    ("He bought a car.", "", "He sold a car."),
    ("Anna lives in Paris.", "Where does Anna live?", TWO),
    ("Paris.", "Where does Anna live?", TWO),
    ("Anna lives in Paris.", "", ("Anna lives in Rome.", "Bob lives in Paris.")),
    (
        "Rome, Paris and Oslo.",
        "Which cities did Anna visit?",
        ("Anna visited Rome.", "Anna visited Paris.", "Bob visited Oslo."),
    ),
    ("Kim signed it because he was old.", "Why did Kim sign it?", "Kim signed it in 2024."),
    ("Kim signed the pact and bought a yacht.", "What did Kim do?", "Kim signed the pact."),
    ("Rason has 12 goats.", "How many goats has Rason?", TABLE),
    ("Rason has 30 goats.", "How many goats has Rason?", TABLE),
    ("朝鲜向俄罗斯赠送了447只山羊。", "", CHINESE),
    changed(CHINESE, "447", "474"),
    changed(CHINESE, "俄罗斯", "中国"),
    changed(CHINESE, "将", "不"),
    changed(ARABIC, "447", "474"),
    changed(ARABIC, "روسيا", "الصين"),
    changed(GERMAN, "447", "474"),
    changed(GERMAN, "Rason", "Wonsan"),
    changed(GERMAN, "eine", "keine"),
    changed(SPANISH, "envió", "no envió"),
    changed(SPANISH, "Rusia", "China"),
    changed(SPANISH, "junio", "julio"),
    ("The documents say so.", "Who?", GOATS),
    ("Kim visited Putin in 2024.", "When did Kim visit Putin?", "Putin visited Kim in 2024."),
    (
        "Kim's goats died in Rason.",
        "Whose goats died?",
        "Putin's goats died in Rason, not far from Kim.",
    ),
    ("Kim was excluded.", "Was Kim excluded?", "Kim was invited."),
    ("The price was set by Kim.", "Who set the price?", "The price of Kim was set by Putin."),
]

GUARDED = (
    "did not sign", "never signed", "failed to sign", "refused to sign", "declined to sign", "may sign",
    "plans to sign", "is expected to sign", "could not sign", "is unlikely to sign", "denied signing",
    "left without signing", "hardly signed", "reportedly signed", "wants to sign",
)  # fmt: skip
WRITINGS = ("on June 5, 2024", "on 5 June 2024", "on 2024-06-05", "on 05.06.2024")
PARTS = ("in June 2024", "in 2024")
WRONG = (
    "on June 6, 2024", "on 5 July 2024", "on 2023-06-05", "on 06.07.2024", "in June 2023", "in 2023",
)  # fmt: skip


@pytest.mark.parametrize("case", SAID, ids=lambda case: case[0])
def test_what_is_said_in_other_words_is_proven(case: Case) -> None:
    """Other writings of numbers, passives, short names, lists and table rows are the same facts."""
    assert proven(case)


@pytest.mark.parametrize("case", UNSAID, ids=lambda case: f"{case[0]} | {case[2]}")
def test_what_is_not_said_is_not_proven(case: Case) -> None:
    """One number, unit, name, role, denial, opposite or tail that the source lacks, and there is no citation."""
    assert not proven(case)


@pytest.mark.parametrize("guarded", GUARDED)
def test_a_fact_and_its_denial_or_possibility_do_not_prove_each_other(guarded: str) -> None:
    """What is denied or left open is proven by the same words and never by the plain fact, nor proves it."""
    question, fact, other = (
        "Did Kim sign the pact?",
        "Kim signed the pact.",
        f"Kim {guarded} the pact.",
    )
    assert proven((other, question, other))
    assert not proven((fact, question, other))
    assert not proven((other, question, fact))


@pytest.mark.parametrize("source", WRITINGS)
def test_a_date_is_the_same_however_it_is_written(source: str) -> None:
    """Every writing of a date proves every other and its month and year, and no date that differs."""
    texts = f"Kim signed the pact {source}."
    asked = "When did Kim sign the pact?"
    assert all(proven((f"Kim signed the pact {day}.", asked, texts)) for day in (*WRITINGS, *PARTS))
    assert not any(proven((f"Kim signed the pact {day}.", asked, texts)) for day in WRONG)


@pytest.mark.parametrize(("claimed", "said"), list(product((3, 30, 303, 3000), repeat=2)))
def test_only_the_same_number_is_proven(claimed: int, said: int) -> None:
    """Of numbers that share digits only the same one is proven."""
    assert proven((f"{claimed} goats came.", "", f"{said:,} goats came.")) == (claimed == said)


_ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=120)
_LIVELY = st.lists(
    st.sampled_from([GOATS, CHINESE, ARABIC, TABLE, "e\u0301", "\u202e", "\x00", "🐐", "\r\n", "\u2028", " ", "3/0", "1/2/3000"]),
    max_size=6,
).map("".join)  # fmt: skip


@given(_ANY | _LIVELY, _ANY | _LIVELY, _ANY | _LIVELY, st.integers(0, 9), st.floats(-1, 1))
def test_a_quote_is_the_documents_characters_in_any_script(
    sentence: str, text: str, question: str, start: int, cosine: float
) -> None:
    """Marks, right-to-left text, signs without blanks, emoji, NULs and odd line ends shift no offset."""
    document = "x" * start + text + "y"
    shown = [Passage(1, "a", "", "", start, start + len(text), text, None, 1.0)]
    for said in (sentence, text):
        for found in cite(said, question, shown, lambda _, texts: [cosine] * len(texts)):
            assert document[found.start : found.end] == found.quote != ""
            assert 0 < found.score <= 1


def test_who_it_is_about_may_stand_in_the_sentence_before() -> None:
    """The leaders of one sentence are those named in the one before; another one's deed stays another's."""
    told = (
        "In June Putin visited Kim. During the meeting, the leaders signed a pact on mutual help."
    )
    assert proven(("Putin and Kim signed a pact on mutual help.", "What did they sign?", told))
    other = "In June Putin visited Kim. In July, Trump signed a pact on mutual help."
    assert not proven(("Putin and Kim signed a pact on mutual help.", "What did they sign?", other))
