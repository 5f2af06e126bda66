"""Matching: how well, how fairly, how fast. `make bench ONLY=matching`."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.matching import edited, labelled, replay, scale
from benchmarks.matching.fairness import compare
from benchmarks.matching.methods import METHODS, texts_to_measure
from benchmarks.matching.quality import NAMES, Judged, measure
from benchmarks.matching.synthetic import mission
from missions.matching import SentenceEncoder, encode_new


async def run(*, full: bool) -> None:
    encoder = SentenceEncoder()
    _quality(encoder)
    labelled.table(encoder)
    _encoding(encoder, 10_000 if full else 2_000)
    _fairness(seeds=(7, 8, 9) if full else (7,))
    replay.table()
    print("seconds of processor and memory, after the texts are encoded")
    scale.table(full=full)
    await _edited((500, 1500, 5000) if full else (1500,))


async def _edited(sizes: Sequence[int]) -> None:
    print("\nmilliseconds of processor from one edited profile to its new list, database and all")
    for size in sizes:
        whole, took = await edited.measure(size)
        middle = sorted(took)[len(took) // 2]
        print(f"  {size:>9} delegates: {middle * 1000:.0f} ({min(took) * 1000:.0f} to {max(took) * 1000:.0f})", end="")
        print(f"; all lists at first {whole:.1f} s")


def _quality(encoder: SentenceEncoder) -> None:
    sets = {name: Judged.load(name) for name in NAMES}
    print("nDCG@5, recall@10 and the part of pairs across languages among the first ten, on two sets")
    print(f"  {'':<28}" + "".join(f"{f'{name} ({len(x.profiles)})':>24}" for name, x in sets.items()))
    vectors = {name: encode_new(encoder, texts_to_measure(x)) for name, x in sets.items()}
    for method, score in METHODS.items():
        found = [measure(judged, score(judged, vectors[name])) for name, judged in sets.items()]
        print(f"  {method:<28}" + "".join(f"{x.ndcg:>12.2f} {x.recall:.2f} {x.across:.2f} " for x in found))
    before = (labelled.BEFORE[name] for name in sets)
    print(f"  {'ours, before any tuning':<28}" + "".join(f"{x:>12.2f} {y:.2f} {z:.2f} " for x, y, z in before))
    print()


def _encoding(encoder: SentenceEncoder, many: int) -> None:
    texts = [profile.offer for profile in mission(many)[0]]
    took = scale.timed(lambda: encoder.encode(texts))
    print(f"{many} texts encoded in {took:.1f} s of processor ({took * 10_000 / many:.1f} s for 10,000)\n")


def _fairness(seeds: tuple[int, ...]) -> None:
    print("900 delegates of a skewed synthetic mission, lists of ten: each by itself, and fair")
    print(f"  {'':<12}{'mean score':>12}{'without any':>13}{'never shown':>13}{'most shown':>12}")
    for seed in seeds:
        best, fair = compare(900, 10, seed)
        for name, x in (("by itself", best), ("fair", fair)):
            print(f"  {name:<12}{x.score:>12.3f}{x.without:>13}{x.never_shown:>13}{x.most_shown:>12}")
        print(f"  {'':<12}{(fair.score / best.score - 1) * 100:>+11.1f}%")
    print()
