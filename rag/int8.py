"""Linear layers in eight bits: weights and activations both, multiplied as whole numbers.

A processor with VNNI multiplies bytes at twice the rate of bfloat16, and decoding reads half the memory.
Rounding activations to 255 steps would cost quality where a few of them are far larger than the rest, as
they are in a gated feed-forward layer. So both sides are rotated first, which spreads the large ones and
changes no product: (x R)(W R)^T = x W^T for an orthogonal R. R is made of Hadamard blocks (QuaRot, Ashkboos
et al. 2024, https://arxiv.org/abs/2404.00456). A row of activations has its own scale, found as it comes
(per-token dynamic quantization), a row of weights its own, found once.

Sums of whole numbers are exact, so that a product does not depend on how many rows are multiplied at
once. Knows nothing of files, tokenizers or which layers there are to replace.
"""

from math import gcd

import torch
from torch import Tensor, nn

BLOCK = 128  # of R: the widest power of two that divides the widths of common models
STEPS = 127  # of a weight, to either side of zero
ROOM = 126  # of an activation: the bfloat16 that brings it there is off by up to 1/256, and 128 is no byte
ROWS = 8192  # of a weight are rounded at once, as that takes several times their memory
LEAST = 1e-6  # of a largest value: a row of zeros has a scale, too


def rotation(size: int) -> Tensor:
    """The Hadamard matrix (size, size) by Sylvester's construction, float32, orthogonal and symmetric.

    Args:
        size: A power of two.
    """
    matrix: Tensor = torch.ones(1, 1)
    while len(matrix) < size:
        matrix = torch.cat([torch.cat([matrix, matrix], 1), torch.cat([matrix, -matrix], 1)])
    return matrix / float(size**0.5)


def rotated(values: Tensor, block: Tensor) -> Tensor:
    """Rows of ``values`` (rows, width) rotated in blocks; the width is a multiple of the block's."""
    return torch.mm(values.reshape(-1, len(block)), block).view(-1, values.shape[-1])


def rounded_weight(weight: Tensor) -> tuple[Tensor, Tensor]:
    """``weight`` (outputs, inputs) rotated and rounded.

    Returns:
        Bytes (outputs, inputs) and the float32 value (outputs,) of a step in each row.
    """
    block = rotation(gcd(weight.shape[1], BLOCK))
    found: list[tuple[Tensor, Tensor]] = []
    for start in range(0, len(weight), ROWS):
        turned = rotated(weight[start : start + ROWS].float(), block)
        step = turned.abs().amax(1).clamp(min=LEAST) / STEPS
        found.append(((turned / step[:, None]).round_().to(torch.int8), step))
    rows, steps = zip(*found, strict=True)
    return torch.cat(rows), torch.cat(steps)


class Rounded:
    """Activations as bytes. Layers that read the same ones share it, so each is made once."""

    def __init__(self) -> None:
        self._of: Tensor | None = None
        self._found: tuple[Tensor, Tensor] | None = None

    def __call__(self, values: Tensor, block: Tensor) -> tuple[Tensor, Tensor]:
        """``values`` (…, width) rotated and rounded.

        Returns:
            Bytes (rows, width) and the float32 value (rows, 1) of a step in each row.
        """
        if self._found is None or self._of is not values:
            turned = rotated(values, block)
            inverse = ROOM / turned.abs().amax(1, keepdim=True).clamp_(min=LEAST)
            step = inverse.float().reciprocal_()
            self._of, self._found = values, (turned.mul_(inverse).round_().to(torch.int8), step)
        return self._found


class Int8Linear(nn.Module):
    """Takes the place of ``nn.Linear``.

    Args:
        weight: Bytes (outputs, inputs), as :func:`rounded_weight` returns them.
        step: Float32 (outputs,), the same.
        bias: What is added, (outputs,), or None.
        dtype: Of what comes in and goes out.
        shared: Rounds what comes in, for all layers of one model.
    """

    weight: Tensor
    step: Tensor
    bias: Tensor | None

    def __init__(
        self,
        weight: Tensor,
        step: Tensor,
        bias: Tensor | None,
        dtype: torch.dtype,
        shared: Rounded,
    ) -> None:
        super().__init__()
        self._shared = shared
        self._block = rotation(gcd(weight.shape[1], BLOCK)).to(dtype)
        self.register_buffer("weight", weight, persistent=False)
        self.register_buffer("step", step, persistent=False)
        self.register_buffer("bias", bias, persistent=False)

    def forward(self, values: Tensor) -> Tensor:
        """``values`` (…, inputs) → (…, outputs)."""
        rows, step = self._shared(values, self._block)
        whole = torch._int_mm(rows, self.weight.t())  # noqa: SLF001  torch's only product of bytes
        found = torch.mul(whole * self.step, step, out=values.new_empty(whole.shape))
        if self.bias is not None:
            found += self.bias
        return found.view(*values.shape[:-1], -1)
