"""The exact evaluator against an oracle written apart from it: all ways the unknown may turn out (tests/language/oracle.py)."""

from __future__ import annotations

from hypothesis import given, note, settings

from language.asking import MAYBE, YES, foreign, verdict
from language.oracle import DOMAINS, Term, World, as_given, completions, known, terms


@settings(max_examples=200)
@given(terms, known())
def test_what_is_decided_holds_however_the_unknown_turns_out(term: Term, facts: World) -> None:
    text, test = term
    answer = verdict(text, as_given(facts), vocabulary=foreign())
    outcomes = {test(world) for world in completions(facts)}
    note(f"{text}: {answer}, {outcomes}")
    if answer != MAYBE:
        assert outcomes == {answer == YES}
    if len(facts) == len(DOMAINS):
        assert answer != MAYBE


@settings(max_examples=100)
@given(terms, known())
def test_with_everything_known_the_answer_is_the_oracles(term: Term, facts: World) -> None:
    text, test = term
    world = next(iter(completions(facts)))
    assert (verdict(text, as_given(world), vocabulary=foreign()) == YES) is test(world)
