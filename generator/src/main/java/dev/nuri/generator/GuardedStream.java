package dev.nuri.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Passes a text through the guardrail on its way to whoever reads it. What the policy blocks is never told. */
final class GuardedStream {

    private final Guardrail.Stream guard;
    private final Consumer<String> reader;
    private final StringBuilder released = new StringBuilder();
    private final List<Guardrail.Finding> findings = new ArrayList<>();
    private String blockedBy;

    GuardedStream(Guardrail.Stream guard, Consumer<String> reader) {
        this.guard = guard;
        this.reader = reader;
    }

    /** Takes the next piece; after a block it is passed over. */
    void next(String piece) {
        if (blockedBy == null) {
            take(guard.next(piece), piece);
        }
    }

    /** Lets go what was held back. */
    void end() {
        if (blockedBy == null) {
            take(guard.end(), "");
        }
    }

    private void take(Guardrail.Verdict verdict, String piece) {
        findings.addAll(verdict.findings());
        switch (verdict) {
            case Guardrail.Verdict.Pass _ -> release(piece);
            case Guardrail.Verdict.Rewrite rewrite -> release(rewrite.text());
            case Guardrail.Verdict.Block block -> blockedBy = block.category();
        }
    }

    private void release(String text) {
        if (!text.isEmpty()) {
            released.append(text);
            reader.accept(text);
        }
    }

    /** Everything told so far. */
    String released() {
        return released.toString();
    }

    List<Guardrail.Finding> findings() {
        return findings;
    }

    /** Category of the policy that ended it; null while nothing did. */
    String blockedBy() {
        return blockedBy;
    }
}
