"""
Writes a tiny vision language model in the layout of the hub's ONNX exports of Idefics3 and SmolVLM, to test with:

    /usr/bin/python3 perception/training/tiny_vlm.py FOLDER

Weights are random, but for a few set by hand: asked for an answer it says yes to a bright picture, no to a dark one,
unknown to a grey one; else it says what it sees: "a bright surface". The same command writes the same bytes.
`expected.json` holds what the same network gives without a cache, for a decoder with one to be compared with.
"""
import json
import os
import sys

import torch
from torch import nn

from tiny_tokens import tokenizer

WIDTH, HEADS, LAYERS = 16, 2, 2
HEAD_WIDTH = WIDTH // HEADS
TILE_PX, PATCH_PX, IMAGE_TOKENS = 32, 16, 4
ROWS_COLUMNS = [f"<row_{row}_col_{column}>" for row in range(1, 3) for column in range(1, 3)]
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<end_of_utterance>", "<fake_token_around_image>", "<image>",
           "<global-img>", *ROWS_COLUMNS]
WORDS = ["Yes", " Yes", "No", " No", "Unknown", " Unknown", "yes", " yes", "no", " no", "Answer", " Answer",
         " a", " bright", " dark", " surface"]
TEMPLATE = ("<|im_start|>{% for message in messages %}{{message['role'] | capitalize}}"
            "{% if message['content'][0]['type'] == 'image' %}{{':'}}{% else %}{{': '}}{% endif %}"
            "{% for line in message['content'] %}{% if line['type'] == 'text' %}{{line['text']}}"
            "{% elif line['type'] == 'image' %}{{ '<image>' }}{% endif %}{% endfor %}<end_of_utterance>\n"
            "{% endfor %}{% if add_generation_prompt %}{{ 'Assistant:' }}{% endif %}")

# What the places of a hidden state stand for; those from RANDOM on are noise.
BRIGHTNESS, IS_IMAGE, SEEN_BRIGHTNESS, IS_ANSWER, SEEN_ANSWER, IS_COLON, IS_A, IS_SHADE, IS_SURFACE, RANDOM = range(10)


class VisionEncoder(nn.Module):
    """pixel_values 1 x tiles x 3 x 32 x 32, pixel_attention_mask 1 x tiles x 32 x 32 -> tiles x 4 x WIDTH."""

    def __init__(self):
        super().__init__()
        self.patches = nn.Conv2d(3, WIDTH, PATCH_PX, PATCH_PX)
        nn.init.normal_(self.patches.weight, std=0.002)
        nn.init.zeros_(self.patches.bias)
        with torch.no_grad():
            self.patches.weight[:RANDOM] = 0
            self.patches.weight[BRIGHTNESS] = 1 / (3 * PATCH_PX**2)
            self.patches.bias[IS_IMAGE] = 1

    def forward(self, pixel_values, pixel_attention_mask):
        shown = pixel_values * pixel_attention_mask[:, :, None].float()
        return self.patches(shown.flatten(0, 1)).flatten(2).transpose(1, 2)


class Embedding(nn.Module):
    """Token numbers -> their rows."""

    def __init__(self, vocabulary):
        super().__init__()
        self.rows = nn.Embedding(len(vocabulary), WIDTH)
        nn.init.normal_(self.rows.weight, std=0.05)
        marks = {"Answer": IS_ANSWER, "ĠAnswer": IS_ANSWER, ":": IS_COLON, "Ġa": IS_A, "Ġbright": IS_SHADE,
                 "Ġdark": IS_SHADE, "Ġsurface": IS_SURFACE}
        with torch.no_grad():
            self.rows.weight[:, :RANDOM] = 0
            for token, place in marks.items():
                self.rows.weight[vocabulary[token], place] = 1

    def forward(self, input_ids):
        return self.rows(input_ids)


class Layer(nn.Module):
    """Causal attention over past and present; in the first layer head 0 reads the image, head 1 the word Answer."""

    def __init__(self, reads):
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        for linear in (self.query, self.key, self.value, self.out):
            nn.init.normal_(linear.weight, std=0.05)
            nn.init.zeros_(linear.bias)
        with torch.no_grad():
            self.value.weight[:, :RANDOM] = 0
            self.out.weight[:RANDOM] = 0
            if reads:
                for head, (mark, what, seen) in enumerate([(IS_IMAGE, BRIGHTNESS, SEEN_BRIGHTNESS),
                                                           (IS_ANSWER, IS_ANSWER, SEEN_ANSWER)]):
                    first = head * HEAD_WIDTH
                    self.query.bias[first] = 6
                    self.key.weight[first, mark] = 6
                    self.value.weight[first, what] = 1
                    self.out.weight[seen] = 0
                    self.out.weight[seen, first] = 1

    def forward(self, hidden, mask, past_key, past_value):
        def heads(linear):
            return linear(hidden).reshape(*hidden.shape[:2], HEADS, HEAD_WIDTH).transpose(1, 2)

        key = torch.cat([past_key, heads(self.key)], 2)
        value = torch.cat([past_value, heads(self.value)], 2)
        scores = heads(self.query) @ key.transpose(-1, -2) / HEAD_WIDTH**0.5
        read = torch.softmax(scores + mask, -1) @ value
        return hidden + self.out(read.transpose(1, 2).flatten(2)), key, value


class Decoder(nn.Module):
    """Embeddings, mask over past and present, places, and per layer a key and a value -> logits, and those grown."""

    def __init__(self, vocabulary):
        super().__init__()
        self.layers = nn.ModuleList([Layer(reads=True), Layer(reads=False)])
        self.rates = nn.Parameter(0.02 * torch.randn(WIDTH - RANDOM))
        self.head = nn.Linear(WIDTH, len(vocabulary), bias=False)
        nn.init.normal_(self.head.weight, std=0.05)
        says = {
            "ĠYes": {SEEN_BRIGHTNESS: 8, IS_COLON: 6, SEEN_ANSWER: 6},
            "ĠNo": {SEEN_BRIGHTNESS: -8, IS_COLON: 6, SEEN_ANSWER: 6},
            "ĠUnknown": {IS_COLON: 7, SEEN_ANSWER: 7},
            "Ġa": {IS_COLON: 20, SEEN_ANSWER: -30},
            "Ġbright": {IS_A: 15, SEEN_BRIGHTNESS: 8},
            "Ġdark": {IS_A: 15, SEEN_BRIGHTNESS: -8},
            "Ġsurface": {IS_SHADE: 20},
            "<end_of_utterance>": {IS_SURFACE: 20},
        }
        with torch.no_grad():
            self.head.weight[:, :RANDOM] = 0
            for token, weights in says.items():
                for place, weight in weights.items():
                    self.head.weight[vocabulary[token], place] = weight

    def forward(self, inputs_embeds, attention_mask, position_ids, *past):
        steps = torch.sin(position_ids[..., None].float() * self.rates)
        noise = torch.zeros_like(inputs_embeds[..., :RANDOM])
        hidden = inputs_embeds + torch.cat([noise, steps], -1)
        # A key counts for a query that does not stand before it.
        places = torch.cumsum(attention_mask, 1) - 1
        allowed = (places[:, None, :] <= position_ids[:, :, None]) & (attention_mask[:, None, :] > 0)
        mask = (1 - allowed.float())[:, None] * -1e4
        grown = []
        for layer, key, value in zip(self.layers, past[::2], past[1::2]):
            hidden, *cache = layer(hidden, mask, key, value)
            grown += cache
        return (self.head(hidden), *grown)


def export(model, example, path, inputs, outputs, free):
    torch.onnx.export(model.eval(), example, path, input_names=inputs, output_names=outputs,
                      dynamic_axes=free, opset_version=14, do_constant_folding=True)


def export_all(vision, embedding, decoder, folder):
    onnx = os.path.join(folder, "onnx")
    os.makedirs(onnx, exist_ok=True)
    tiles = {0: "batch_size", 1: "num_images"}
    export(vision, (torch.zeros(1, 2, 3, TILE_PX, TILE_PX), torch.ones(1, 2, TILE_PX, TILE_PX, dtype=torch.bool)),
           os.path.join(onnx, "vision_encoder.onnx"), ["pixel_values", "pixel_attention_mask"], ["image_features"],
           {"pixel_values": tiles, "pixel_attention_mask": tiles, "image_features": {0: "num_tiles"}})
    line = {0: "batch_size", 1: "sequence_length"}
    export(embedding, (torch.zeros(1, 3, dtype=torch.long),), os.path.join(onnx, "embed_tokens.onnx"),
           ["input_ids"], ["inputs_embeds"], {"input_ids": line, "inputs_embeds": line})
    names = [f"{layer}.{kind}" for layer in range(LAYERS) for kind in ("key", "value")]
    past = [torch.zeros(1, HEADS, 2, HEAD_WIDTH) for _ in names]
    free = {"inputs_embeds": line, "position_ids": line, "logits": line,
            "attention_mask": {0: "batch_size", 1: "total_sequence_length"}}
    for name in names:
        free[f"past_key_values.{name}"] = {0: "batch_size", 2: "past_sequence_length"}
        free[f"present.{name}"] = {0: "batch_size", 2: "total_sequence_length"}
    export(decoder, (torch.zeros(1, 3, WIDTH), torch.ones(1, 5, dtype=torch.long), torch.arange(2, 5)[None], *past),
           os.path.join(onnx, "decoder_model_merged.onnx"),
           ["inputs_embeds", "attention_mask", "position_ids", *(f"past_key_values.{name}" for name in names)],
           ["logits", *(f"present.{name}" for name in names)], free)


def expected(vision, embedding, decoder, vocabulary):
    """The logits after a picture's tokens and some text, all at once and without a cache; rows of pixels by rule."""
    tile = (torch.arange(3 * TILE_PX * TILE_PX) % 101).float().reshape(1, 1, 3, TILE_PX, TILE_PX) / 50 - 1
    image = vision(tile, torch.ones(1, 1, TILE_PX, TILE_PX, dtype=torch.bool))
    text = [vocabulary[token] for token in ["ĠAnswer", ":", "ĠYes"]]
    hidden = torch.cat([image, embedding(torch.tensor([text]))], 1)
    length = hidden.shape[1]
    empty = [torch.zeros(1, HEADS, 0, HEAD_WIDTH) for _ in range(2 * LAYERS)]
    logits = decoder(hidden, torch.ones(1, length, dtype=torch.long), torch.arange(length)[None], *empty)[0]
    return {"ids": [vocabulary["<image>"]] * IMAGE_TOKENS + text, "logits": [round(value, 4) for value in logits[0, -1].tolist()]}


def configs(vocabulary):
    end = vocabulary["<end_of_utterance>"]
    shared = {"bos_token_id": vocabulary["<|im_start|>"], "eos_token_id": end, "pad_token_id": 0}
    text = {"model_type": "llama", "hidden_size": WIDTH, "num_hidden_layers": LAYERS, "num_attention_heads": HEADS,
            "num_key_value_heads": HEADS, "head_dim": HEAD_WIDTH, "vocab_size": len(vocabulary), **shared}
    image = {"do_convert_rgb": True, "do_image_splitting": True, "do_normalize": True, "do_pad": True,
             "do_rescale": True, "do_resize": True, "image_mean": [0.5] * 3, "image_std": [0.5] * 3,
             "image_processor_type": "Idefics3ImageProcessor", "max_image_size": {"longest_edge": TILE_PX},
             "processor_class": "Idefics3Processor", "resample": 1, "rescale_factor": 1 / 255,
             "size": {"longest_edge": 2 * TILE_PX}}
    return {
        "config.json": {"architectures": ["Idefics3ForConditionalGeneration"], "model_type": "idefics3",
                        "image_token_id": vocabulary["<image>"], "text_config": text,
                        "vision_config": {"model_type": "idefics3_vision", "image_size": TILE_PX}, **shared},
        "generation_config.json": {"_from_model_config": True, **shared},
        "preprocessor_config.json": image,
        "processor_config.json": {"image_seq_len": IMAGE_TOKENS, "processor_class": "Idefics3Processor"},
        "tokenizer_config.json": {"tokenizer_class": "GPT2Tokenizer", "bos_token": "<|im_start|>",
                                  "eos_token": "<end_of_utterance>", "pad_token": "<|endoftext|>",
                                  "unk_token": "<|endoftext|>", "model_max_length": 1024,
                                  "clean_up_tokenization_spaces": False, "chat_template": TEMPLATE},
    }


def main(folder):
    torch.manual_seed(7)
    tokens = tokenizer(WORDS, SPECIAL)
    vocabulary = tokens["model"]["vocab"]
    vision, embedding, decoder = VisionEncoder(), Embedding(vocabulary), Decoder(vocabulary)
    os.makedirs(folder, exist_ok=True)
    with torch.no_grad():
        export_all(vision, embedding, decoder, folder)
        files = {**configs(vocabulary), "expected.json": expected(vision, embedding, decoder, vocabulary)}
    for name, value in files.items():
        write(folder, name, json.dumps(value, indent=None if name == "expected.json" else 2))
    write(folder, "tokenizer.json", json.dumps(tokens, ensure_ascii=False))


def write(folder, name, text):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        file.write(text + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
