"""Which questions are put to which training picture: its own, facts, other kinds', and nonsense."""
import os

import numpy as np

from words import MOST_WORDS, PAD, UNKNOWN, build_vocabulary, load_questions, trained_wordings, words_of

OFF_TOPIC = [
    "What time is it?", "Is it raining outside?", "Who won the game yesterday?", "Is the door of the room locked?",
    "Is there a dog under the table?", "Does the music play too loud?", "How many people live in this house?",
    "Is the sky blue today?", "Is the train late?", "Could you tell me a story about the sea?", "Is this a good idea?",
    "Should I buy a new car?", "Is the answer to this question no?", "Are you sure about that?", "Does it smell fresh?",
    "Is the lamp switched on?", "Are there any birds in the garden?", "Is the chair made of oak?", "Is the floor swept?",
    "Will it snow in winter?", "Does the clock show noon?", "Is anyone at home?", "Is the window open?", "Yes or no?",
    "Is there a shoe on the stairs?", "Does the wall need new paint?", "Is the plant dry?", "Is the oven still hot?",
    "Are the curtains drawn?", "Is the capital of the country large?", "Is two plus two four?", "Do you like it here?",
]


YES, NO, UNKNOWN_REPLY = 0, 1, 2
# Stands for a kind where a question may be put to anything.
ANYTHING = ""


class QuestionBook:
    """All wordings as numbers; draws them for training with words left out here and there."""

    def __init__(self, folder, seed):
        self.kinds = load_questions(os.path.join(folder, "questions.json"))
        self.facts = load_questions(os.path.join(folder, "factoids.json"))
        self.names = sorted(self.kinds)
        pairs = [(kind, q) for kind in self.names for q in self.kinds[kind]] + [(ANYTHING, q) for q in self.facts]
        self.asks = [(kind, q["ask"]) for kind, q in pairs]
        self.number = {pair: i for i, pair in enumerate(self.asks)}
        texts = {(kind, q["ask"]): trained_wordings(q) for kind, q in pairs}
        self.vocabulary = build_vocabulary([t for wordings in texts.values() for t in wordings])
        index = {word: i for i, word in enumerate(self.vocabulary)}
        self.index = index
        self.encoded = [[self._numbers(t) for t in texts[pair]] for pair in self.asks]
        self.of_kind = {k: [i for i, (kind, _) in enumerate(self.asks) if kind == k] for k in self.names}
        self.off_topic = [self._numbers(t) for t in OFF_TOPIC]
        self.random = np.random.default_rng(seed)

    def _numbers(self, text):
        return [self.index.get(word, UNKNOWN) for word in words_of(text)][:MOST_WORDS]

    def wording(self, question, drop=0.12):
        """One trained wording of a question; words are lost or become unknown now and then."""
        numbers = self.encoded[question][self.random.integers(len(self.encoded[question]))]
        lots = self.random.random(len(numbers))
        kept = [UNKNOWN if lot < drop * 0.6 else n for n, lot in zip(numbers, lots) if lot < drop * 0.6 or lot > drop]
        return pad(kept or numbers)

    def foreign(self, kind):
        """A question about a kind that is not this one."""
        while True:
            question = self.random.integers(len(self.asks))
            other, ask = self.asks[question]
            if other not in (kind, ANYTHING) and (kind, ask) not in self.number:
                return question

    def fact(self, facts):
        """A question about colour, material or size with the reply that these facts give, half of them yes."""
        fact = self.facts[self.random.integers(len(self.facts))]
        if facts and self.random.random() < 0.5:
            true = [f for f in self.facts if facts[f["about"]] == f["value"]]
            fact = true[self.random.integers(len(true))]
        question = self.number[ANYTHING, fact["ask"]]
        if not facts:
            return question, UNKNOWN_REPLY
        return question, YES if facts[fact["about"]] == fact["value"] else NO

    def nonsense(self):
        """Words that ask nothing: drawn at random, torn from two questions, unknown, or off topic."""
        way = self.random.integers(4)
        length = self.random.integers(2, 15)
        if way == 0:
            return pad(self.random.integers(1, len(self.vocabulary), length).tolist())
        if way == 1:
            a = self.random.integers(len(self.asks))
            b = self.foreign(self.asks[a][0])
            first, second = self.encoded[a][0], self.encoded[b][1]
            mixed = first[: len(first) // 3] + second[-(len(second) // 3) :]
            return pad([n for n in mixed if self.random.random() < 0.8])
        if way == 2:
            lots = self.random.random(length)
            words = self.random.integers(1, len(self.vocabulary), length)
            return pad([int(w) if lot < 0.3 else UNKNOWN for w, lot in zip(words, lots)])
        numbers = self.off_topic[self.random.integers(len(self.off_topic))]
        return pad([n for n in numbers if self.random.random() < 0.9])


def pad(numbers):
    numbers = list(numbers)[:MOST_WORDS] or [UNKNOWN]
    return numbers + [PAD] * (MOST_WORDS - len(numbers))
