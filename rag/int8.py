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
KEPT = 2**23  # whole numbers for which memory is kept: 900 rows of 9,000 columns
AT_ONCE = 32  # rows of a product that become activations at once: in 9,000 columns, what a cache of 2 MB holds
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


def rounded(values: Tensor, block: Tensor) -> tuple[Tensor, Tensor]:
    """Activations (…, width) rotated and rounded.

    Returns:
        Bytes (rows, width) and the float32 value (rows, 1) of a step in each row.
    """
    turned = rotated(values, block)
    inverse = ROOM / turned.abs().amax(1, keepdim=True).clamp_(min=LEAST)
    step = inverse.float().reciprocal_()
    return turned.mul_(inverse).round_().to(torch.int8), step


class Shared:
    """What the layers of one model share: activations that are rounded once, and memory for products.

    New memory for each product would take as long as the product itself: the system has to clear it.
    """

    def __init__(self) -> None:
        self._of: Tensor | None = None
        self._rounded: tuple[Tensor, Tensor] | None = None
        self._memory: dict[int, Tensor] = {}

    def rounded(self, values: Tensor, block: Tensor) -> tuple[Tensor, Tensor]:
        """See :func:`rounded`; made once for layers that read the same activations."""
        if self._rounded is None or self._of is not values:
            self._of, self._rounded = values, rounded(values, block)
        return self._rounded

    def product(self, rows: Tensor, weight: Tensor, place: int) -> Tensor:
        """Whole numbers (rows, outputs), which the next product at the same ``place`` overwrites."""
        shape = len(rows), len(weight)
        size = shape[0] * shape[1]
        whole = self._room(size, place).view(shape)
        torch._int_mm(rows, weight.t(), out=whole)  # noqa: SLF001  torch's only product of bytes
        return whole

    def _room(self, size: int, place: int) -> Tensor:
        """Memory for so many whole numbers; what a long prompt takes once is given back."""
        if size > KEPT:
            return torch.empty(size, dtype=torch.int32)
        if place not in self._memory:
            with torch.inference_mode(mode=False):  # so that it may be written to in either mode
                self._memory[place] = torch.empty(KEPT, dtype=torch.int32)
        return self._memory[place][:size]


class Int8Linear(nn.Module):
    """Takes the place of ``nn.Linear``.

    Args:
        weight: Bytes (outputs, inputs), as :func:`rounded_weight` returns them.
        step: Float32 (outputs,), the same.
        bias: What is added, (outputs,), or None.
        dtype: Of what comes in and goes out.
        shared: Of all layers of one model.
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
        shared: Shared,
    ) -> None:
        super().__init__()
        self.shared = shared
        self.dtype = dtype
        self.block = rotation(gcd(weight.shape[1], BLOCK)).to(dtype)
        self.register_buffer("weight", weight, persistent=False)
        self.register_buffer("step", step, persistent=False)
        self.register_buffer("bias", bias, persistent=False)

    def forward(self, values: Tensor) -> Tensor:
        """``values`` (…, inputs) → (…, outputs)."""
        found = self.times(*self.shared.rounded(values, self.block))
        return found.view(*values.shape[:-1], -1)

    def times(self, rows: Tensor, step: Tensor) -> Tensor:
        """The layer's output (rows, outputs) for activations that :func:`rounded` returned."""
        whole = self.product(rows)
        if len(rows) <= AT_ONCE:
            return self.scaled(whole, step)
        found = torch.empty(whole.shape, dtype=self.dtype)
        for part in parts(len(rows)):
            found[part] = self.scaled(whole[part], step[part])
        return found

    def product(self, rows: Tensor, place: int = 0) -> Tensor:
        """See :meth:`Shared.product`."""
        return self.shared.product(rows, self.weight, place)

    def scaled(self, whole: Tensor, step: Tensor) -> Tensor:
        """Of some rows of a product the output."""
        found = whole.float().mul_(self.step).mul_(step).to(self.dtype)
        if self.bias is not None:
            found += self.bias
        return found


class Int8Gated(nn.Module):
    """Takes the place of a gated feed-forward layer, ``down(act(gate(x)) * up(x))``, with the same numbers.

    Its inner activations are several times as wide as the outer ones: from the two products to the bytes that the
    third one reads, they are handled a few rows at a time.
    """

    def __init__(self, gate: Int8Linear, up: Int8Linear, down: Int8Linear, act: nn.Module) -> None:
        super().__init__()
        self.gate_proj, self.up_proj, self.down_proj, self.act_fn = gate, up, down, act

    def forward(self, values: Tensor) -> Tensor:
        """``values`` (…, size) → the same shape."""
        rows, step = self.gate_proj.shared.rounded(values, self.gate_proj.block)
        gate, up = self.gate_proj.product(rows, 0), self.up_proj.product(rows, 1)
        inner = [self._inner(gate[p], up[p], step[p]) for p in parts(len(rows))]
        made = [torch.cat(each) for each in zip(*inner, strict=True)]
        return self.down_proj.times(*made).view(values.shape)

    def _inner(self, gate: Tensor, up: Tensor, step: Tensor) -> tuple[Tensor, Tensor]:
        """What ``down`` reads of some rows, rounded."""
        opened = self.act_fn(self.gate_proj.scaled(gate, step))
        return rounded(opened.mul_(self.up_proj.scaled(up, step)), self.down_proj.block)


def parts(rows: int) -> list[slice]:
    """``rows`` cut into as many as are handled at once."""
    return [slice(start, start + AT_ONCE) for start in range(0, rows, AT_ONCE)]
