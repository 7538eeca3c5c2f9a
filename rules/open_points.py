"""What a point that a text leaves open consists of: the question, the ways to read it, what supports the chosen one.

The points themselves are in `rules.register_of_readings`.
"""

from dataclasses import dataclass
from enum import StrEnum
from string import Formatter

from rules.swedish import listing, number


def filled(words: str) -> str:
    """Swedish words with each `{name}` as the first decree that declares a number of that name has it.

    Raises `KeyError` for a name that no decree declares.
    """
    names = {name for _, name, _, _ in Formatter().parse(words) if name}
    if not names:
        return words
    from rules.found_decrees import decrees  # decrees are declared with readings, and are there when one is told

    every = [each for decree in reversed(decrees()) for each in decree.numbers]
    values = {each.name: each.value for each in every if each.name in names}
    return words.format_map({name: number(value) for name, value in values.items()})


class Evidence(StrEnum):
    """What supports a reading; the values are the Swedish words shown to people."""

    DECISION = "beslutet"
    """The published figures of the decision of 2024-12-16 come out to the krona only with this reading."""
    TEXT = "texten"
    """The decree says so."""
    CHOICE = "eget val"
    """The text is open and this is the default, to be confirmed by the agency."""


@dataclass(frozen=True)
class Alternative:
    """One way to read a point. `computable` is False where the rules of a decree cannot follow it (a lot, say).

    Such a one has a price from elsewhere, or `no_price` says in Swedish why it has none.
    """

    id: str
    words: str
    computable: bool = True
    no_price: str = ""

    @property
    def text(self) -> str:
        """What it says, in Swedish."""
        return filled(self.words)


@dataclass(frozen=True)
class Support:
    """What supports a reading, or the part of it that the Swedish `words` name."""

    evidence: Evidence
    words: str

    @property
    def text(self) -> str:
        """What supports it, in Swedish."""
        return filled(self.words)


@dataclass(frozen=True)
class Reading:
    """One open point; the first of `alternatives` is the chosen one and the first of `supports` the strongest."""

    id: str
    asked: str
    alternatives: tuple[Alternative, ...]
    supports: tuple[Support, ...]

    @property
    def point(self) -> str:
        """What is open, in Swedish."""
        return filled(self.asked)

    @property
    def evidence(self) -> Evidence:
        """The strongest that supports it, if only in part."""
        return self.supports[0].evidence

    @property
    def told_by(self) -> str:
        """All kinds of support that it has, in Swedish words."""
        return listing([support.evidence.value for support in self.supports])

    @property
    def is_choice(self) -> bool:
        """Whether some of it is a choice, which the agency has to confirm."""
        return any(support.evidence is Evidence.CHOICE for support in self.supports)

    @property
    def support(self) -> str:
        """All that supports it, told apart by kind where there are several."""
        if len(self.supports) == 1:
            return self.supports[0].text
        return " ".join(f"{support.evidence.value.capitalize()}: {support.text}" for support in self.supports)

    @property
    def decided_by(self) -> str:
        """Who settled the point, in Swedish."""
        settled = {
            Evidence.DECISION: "regeringen, genom de belopp som har publicerats",
            Evidence.TEXT: "ingen behöver: det står i beslutet eller överenskommelsen",
            Evidence.CHOICE: "ingen ännu; myndigheten behöver bekräfta valet",
        }[self.evidence]
        if self.is_choice and self.evidence is not Evidence.CHOICE:
            return f"{settled}; i övrigt behöver myndigheten bekräfta valet"
        return settled

    @property
    def chosen(self) -> Alternative:
        """The alternative that results rest on."""
        return self.alternatives[0]
