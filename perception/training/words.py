"""How a question becomes numbers: words, their stems, a vocabulary. The same as embedded/tokens.ts."""
import json
import re

MOST_WORDS = 28
PAD, UNKNOWN = 0, 1


def stem(word):
    """Cuts the commonest English endings, so that `dents` and `dented` are one word."""
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    for ending in ("ing", "ed"):
        if len(word) > len(ending) + 2 and word.endswith(ending):
            word = word[: -len(ending)]
            if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls":
                word = word[:-1]
            break
    if len(word) > 3 and word.endswith("e"):
        word = word[:-1]
    return word


def words_of(text):
    """Lower-case stems in order; everything but letters and digits parts words."""
    return [stem(word) for word in re.findall(r"[a-z0-9]+", text.lower())]


def build_vocabulary(texts):
    """Every stem of the texts once, after the two that stand for padding and for unknown words."""
    return ["", "?"] + sorted({word for text in texts for word in words_of(text)})


def encode(text, index):
    """MOST_WORDS numbers: known words by their place in the vocabulary, then padding."""
    numbers = [index.get(word, UNKNOWN) for word in words_of(text)][:MOST_WORDS] or [UNKNOWN]
    return numbers + [PAD] * (MOST_WORDS - len(numbers))


def load_questions(path):
    """questions.json: { kind: [{ ask, wordings }] }; the last wording is never trained on."""
    with open(path) as file:
        return json.load(file)


def trained_wordings(question):
    return [question["ask"], *question["wordings"][:-1]]


if __name__ == "__main__":
    import sys

    texts = json.load(sys.stdin)
    index = {word: i for i, word in enumerate(build_vocabulary(texts[::2]))}
    json.dump([{"text": t, "words": words_of(t), "numbers": encode(t, index)} for t in texts], sys.stdout)
