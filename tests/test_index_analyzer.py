"""Terms: what keyword search takes for the same word, in any language."""

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from index import analyzer
from index.analyzer import term_set, terms
from index.language import language_of


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Goats' cafés, naïve", "en", ["goat", "cafe", "naiv"]),
        ("Häuser straße STRASSE", "de", ["haus", "strass", "strass"]),
        ("canciones y niños", "es", ["cancion", "y", "nin"]),
        ("447,000 AB-1234 covid19", "en", ["447", "000", "ab", "1234", "covid19"]),
        ("北朝鲜 ABC公司", "", ["北朝", "朝鲜", "abc", "公司"]),
        ("山", "", ["山"]),
        ("الكِتَاب كتاب", "", ["كتاب", "كتاب"]),
        ("Козы козу", "en", ["коз", "коз"]),
        ("ﬁne ½", "en", ["fine", "1", "2"]),
        ("snake_case", "en", ["snake", "case"]),
    ],
)
def test_terms(text: str, language: str, expected: list[str]) -> None:
    """Words are stemmed by their language, digits kept, unspaced scripts cut into pairs."""
    assert terms(text, language) == expected


@given(text=st.text(), language=st.sampled_from(["", "en", "de", "ar", "zh", "xx"]))
def test_terms_are_safe_tokens(text: str, language: str) -> None:
    """Whatever the text, terms hold no blank, no sign and no ASCII capital, and are the same again."""
    found = terms(text, language)
    for term in found:
        assert term
        assert regex.fullmatch(r"[\p{L}\p{M}\p{N}]+", term)
        assert not any("A" <= c <= "Z" for c in term)
    assert found == terms(text, language)
    assert term_set(text, language) == set(found)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The goats were sent to the city by train, and they are well.", "en"),
        ("Die Ziegen wurden mit der Bahn in die Stadt gebracht, und es geht ihnen gut.", "de"),
        ("Les chèvres ont été envoyées dans la ville par le train.", "fr"),
        ("Las cabras fueron enviadas a la ciudad en tren, y están bien.", "es"),
        ("Le capre sono state mandate in città con il treno.", "it"),
        ("As cabras foram enviadas para a cidade e não estão mal.", "pt"),
        ("De geiten werden met de trein naar de stad gebracht en het gaat goed.", "nl"),
        ("Козы были отправлены в город.", "ru"),
        ("山羊被送到了城市。", "zh"),
        ("ヤギは列車で街に送られました。", "ja"),
        ("أرسلت الماعز إلى المدينة بالقطار.", "ar"),
        ("염소는 기차로 도시에 보내졌다.", "ko"),
        ("Smith Jones 12 34", ""),
        ("", ""),
        ("12345 %%%", ""),
    ],
)
def test_language(text: str, language: str) -> None:
    """The language of running text is told; where there is too little, none is claimed."""
    assert language_of(text) == language


@given(
    text=st.text() | st.text("aZé\u0301\ufb01½„,.-_山の한ไทยكِЖα५தி\xb4\xa8 \xa0\u3000\n\x1c\x85"),
    language=st.sampled_from(["", "en", "de", "ar"]),
)
def test_a_text_is_the_sum_of_what_stands_between_its_blanks(text: str, language: str) -> None:
    """Cut piece by piece and remembered, the terms are those of the text cut as a whole."""
    assert tuple(terms(text, language)) == analyzer._cut(text, language)
