"""The cheat sheet: every quantity of the film, its formula, and where it is met."""

from __future__ import annotations

from bits.authoring.cheat_sheet import SheetLine

H_P, H_PQ, KL = "entropy(H(P))", "H(P, Q)", 'waste("KL"(P || Q))'
MI, KL_JOINT = "shared(I(X; Y))", 'waste("KL"("joint" || "product"))'
BOTTLENECK = "min shared(I(X; T)) - beta shared(I(T; Y))"
MET = "log loss", "trees", "classifiers", "VAEs", "features", "layers", "LLMs"
"""Where each line's quantity is met."""


def sheet_lines(log: str, raised: str) -> tuple[SheetLine, ...]:
    """Return the lines of the sheet.

    Parameters
    ----------
    log, raised
        The logarithm of the unit as a formula writes it, and what is raised to the power of so many units.
    """
    return (
        SheetLine("surprise", "entropy", f"I(x) = -{log} P(x)", "I(x) = −log P(x)"),
        SheetLine("entropy", "entropy", f"{H_P} = -inline(sum) P {log} P", "H(P) = −Σ P log P", "h_p"),
        SheetLine("cross-entropy", "model", f"{H_PQ} = -inline(sum) P {log} Q", "H(P, Q) = −Σ P log Q", "h_pq"),
        SheetLine("KL divergence", "waste", f"{KL} = {H_PQ} - {H_P}", "KL(P‖Q) = H(P, Q) − H(P)", "kl_pq"),
        SheetLine("mutual information", "shared", f"{MI} = {KL_JOINT}", "I(X; Y) = KL(joint‖product)", "mi"),
        SheetLine("bottleneck", "shared", BOTTLENECK, "min I(X; T) − β I(T; Y)"),
        SheetLine("perplexity", "text", f"{raised}^({H_PQ})", f"{raised} to the power of H(P, Q)"),
    )
