"""Where the processor multiplies in bfloat16, training does: a third less time a step."""
import torch


def has_bfloat16():
    try:
        with open("/proc/cpuinfo") as file:
            return "avx512_bf16" in file.read()
    except OSError:
        return False


HAS_BFLOAT16 = has_bfloat16()


def quick(training):
    """A context in which convolutions are computed in bfloat16; never for export or measurement."""
    return torch.autocast("cpu", torch.bfloat16, enabled=training and HAS_BFLOAT16)
