"""
Writes two tiny zero-shot detectors in the layout of the hub's ONNX exports of OWL-ViT and Grounding DINO, to test with:

    /usr/bin/python3 perception/training/tiny_detectors.py FOLDER

makes FOLDER/tiny-owl and FOLDER/tiny-dino. They know two words: a cup is red, a plate is blue; its box is a fixed part
of the picture, around where most of that colour is. The same command writes the same bytes.
"""
import json
import os
import sys

import torch
from torch import nn

SIZE_PX, CELL_PX = 80, 4
CELLS = SIZE_PX // CELL_PX
BOX = (0.1875, 0.25)  # width and height, shares of the picture's
NAMES = ["cup", "plate", "book", "a", "photo", "of", "."]
COLOURS = {"cup": 0, "plate": 1}
MOST_TOKENS = 32


class Cells(nn.Module):
    """pixel_values (mean 0.5, deviation 0.5) -> how red and how blue each cell's surroundings are, N x 2; boxes N x 4."""

    def __init__(self):
        super().__init__()
        self.small, self.smooth = nn.AvgPool2d(CELL_PX), nn.AvgPool2d(5, 1, 2)
        middle = (torch.arange(CELLS).float() + 0.5) / CELLS
        down, right = torch.meshgrid(middle, middle, indexing="ij")
        size = torch.tensor(BOX).expand(CELLS * CELLS, 2)
        self.register_buffer("boxes", torch.cat([right.reshape(-1, 1), down.reshape(-1, 1), size], 1))

    def forward(self, pixel_values):
        red, green, blue = (self.small(pixel_values) / 2 + 0.5).unbind(1)
        colours = torch.stack([red - (green + blue) / 2, blue - (green + red) / 2], 1)
        shown = self.smooth(torch.relu(colours - 0.3))
        shown = shown.flatten(2).transpose(1, 2)
        # An output that depends on no input would be exported without its name.
        return shown, self.boxes + 0 * shown[..., :1]


class Words(nn.Module):
    """Token numbers -> what colour each asks for, ... x 2; none for words that name no colour."""

    def __init__(self, vocabulary):
        super().__init__()
        self.rows = nn.Embedding(len(vocabulary), len(COLOURS))
        with torch.no_grad():
            self.rows.weight.zero_()
            for name, colour in COLOURS.items():
                self.rows.weight[vocabulary[name], colour] = 30

    def forward(self, input_ids):
        return self.rows(input_ids)


class Owl(nn.Module):
    """One logit for each cell and text."""

    def __init__(self, vocabulary):
        super().__init__()
        self.cells, self.words = Cells(), Words(vocabulary)

    def forward(self, input_ids, pixel_values, attention_mask):
        shown, boxes = self.cells(pixel_values)
        wanted = (self.words(input_ids) * attention_mask[..., None].float()).sum(1)
        return shown @ wanted.t() - 6, boxes


class Dino(nn.Module):
    """One logit for each cell and token, of a single text; places without a token get none."""

    def __init__(self, vocabulary):
        super().__init__()
        self.cells, self.words = Cells(), Words(vocabulary)

    def forward(self, input_ids, token_type_ids, attention_mask, pixel_values, pixel_mask):
        shown, boxes = self.cells(pixel_values * pixel_mask[:, None].float())
        wanted = self.words(input_ids) * (attention_mask - token_type_ids)[..., None].float()
        logits = shown @ wanted.transpose(1, 2) - 6
        none = torch.full((1, boxes.shape[1], MOST_TOKENS), -1e4)
        return torch.cat([logits, none], 2)[:, :, :MOST_TOKENS], boxes


def tokenizer(special, start, end):
    vocabulary = {token: number for number, token in enumerate([*special, *NAMES])}
    added = [{"id": vocabulary[token], "content": token, "single_word": False, "lstrip": False, "rstrip": False,
              "normalized": False, "special": True} for token in special]
    one = [{"SpecialToken": {"id": start, "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
           {"SpecialToken": {"id": end, "type_id": 0}}]
    template = {"type": "TemplateProcessing", "single": one, "pair": one, "special_tokens": {
        token: {"id": token, "ids": [vocabulary[token]], "tokens": [token]} for token in (start, end)}}
    return {"version": "1.0", "truncation": None, "padding": None, "added_tokens": added,
            "normalizer": {"type": "Lowercase"}, "pre_tokenizer": {"type": "Whitespace"},
            "post_processor": template, "decoder": None,
            "model": {"type": "WordLevel", "vocab": vocabulary, "unk_token": special[0]}}


def write(folder, config, image, tokens, tokens_config):
    os.makedirs(os.path.join(folder, "onnx"), exist_ok=True)
    files = {"config.json": config, "tokenizer.json": tokens, "tokenizer_config.json": tokens_config,
             "preprocessor_config.json": {**image, "do_normalize": True, "do_rescale": True, "do_resize": True,
                                          "image_mean": [0.5] * 3, "image_std": [0.5] * 3, "resample": 2,
                                          "rescale_factor": 1 / 255, "size": {"width": SIZE_PX, "height": SIZE_PX}}}
    for name, value in files.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(json.dumps(value, indent=2) + "\n")


def export(model, example, folder, inputs, free):
    torch.onnx.export(model.eval(), example, os.path.join(folder, "onnx", "model.onnx"), input_names=inputs,
                      output_names=["logits", "pred_boxes"], dynamic_axes=free, opset_version=14)


def owl(folder):
    tokens = tokenizer(["<unk>", "<|startoftext|>", "<|endoftext|>"], "<|startoftext|>", "<|endoftext|>")
    config = {"architectures": ["OwlViTForObjectDetection"], "model_type": "owlvit"}
    image = {"image_processor_type": "OwlViTImageProcessor", "processor_class": "OwlViTProcessor"}
    ends = {"bos_token": "<|startoftext|>", "eos_token": "<|endoftext|>", "pad_token": "<|endoftext|>"}
    write(folder, config, image, tokens, {"tokenizer_class": "CLIPTokenizer", "unk_token": "<unk>",
                                          "model_max_length": 16, **ends})
    texts = {0: "text_batch_size", 1: "sequence_length"}
    example = (torch.ones(2, 5, dtype=torch.long), torch.zeros(1, 3, SIZE_PX, SIZE_PX),
               torch.ones(2, 5, dtype=torch.long))
    export(Owl(tokens["model"]["vocab"]), example, folder, ["input_ids", "pixel_values", "attention_mask"],
           {"input_ids": texts, "attention_mask": texts, "logits": {2: "text_batch_size"}})


def dino(folder):
    tokens = tokenizer(["[UNK]", "[PAD]", "[CLS]", "[SEP]"], "[CLS]", "[SEP]")
    config = {"architectures": ["GroundingDinoForObjectDetection"], "model_type": "grounding-dino"}
    image = {"image_processor_type": "GroundingDinoImageProcessor", "processor_class": "GroundingDinoProcessor"}
    write(folder, config, image, tokens, {"tokenizer_class": "BertTokenizer", "unk_token": "[UNK]",
                                          "pad_token": "[PAD]", "cls_token": "[CLS]", "sep_token": "[SEP]",
                                          "model_max_length": 512})
    line = {1: "sequence_length"}
    words = torch.ones(1, 5, dtype=torch.long)
    picture = torch.zeros(1, 3, SIZE_PX, SIZE_PX)
    export(Dino(tokens["model"]["vocab"]), (words, 0 * words, words, picture, picture[:, 0].long()), folder,
           ["input_ids", "token_type_ids", "attention_mask", "pixel_values", "pixel_mask"],
           {"input_ids": line, "token_type_ids": line, "attention_mask": line})


if __name__ == "__main__":
    owl(os.path.join(sys.argv[1], "tiny-owl"))
    dino(os.path.join(sys.argv[1], "tiny-dino"))
