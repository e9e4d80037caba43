"""A tiny byte-level tokenizer in the layout of GPT-2's: every text has tokens, a few words have one of their own."""


def byte_letters():
    """The printable letter of each byte, as GPT-2 writes them."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in plain]
    letters = {byte: chr(byte) for byte in plain}
    letters.update({byte: chr(256 + place) for place, byte in enumerate(others)})
    return [letters[byte] for byte in range(256)]


def tokenizer(words, special):
    """`tokenizer.json` as a dict, and the number of every token. Words with a space before come first of all."""
    vocabulary = {token: number for number, token in enumerate([*special, *byte_letters()])}
    merges = []
    for word in sorted((word.replace(" ", "Ġ") for word in words), key=lambda word: word[0] != "Ġ"):
        for end in range(2, len(word) + 1):
            pair = f"{word[:end - 1]} {word[end - 1]}"
            if pair not in merges:
                merges.append(pair)
                vocabulary.setdefault(word[:end], len(vocabulary))
    added = [{"id": vocabulary[token], "content": token, "single_word": False, "lstrip": False, "rstrip": False,
              "normalized": False, "special": True} for token in special]
    byte_level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
    model = {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None,
             "end_of_word_suffix": None, "fuse_unk": False, "vocab": vocabulary, "merges": merges}
    return {"version": "1.0", "truncation": None, "padding": None, "added_tokens": added, "normalizer": None,
            "pre_tokenizer": byte_level, "post_processor": None, "decoder": byte_level, "model": model}
