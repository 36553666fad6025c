package dev.nuri.generator.eval;

import dev.nuri.generator.Claim;
import dev.nuri.generator.ClaimChecker;
import java.util.List;
import java.util.regex.Pattern;

/** Takes a claim for supported only where some source has its very letters and digits in their order. */
public final class VerbatimChecker implements ClaimChecker {

    /** The one there is. */
    public static final ClaimChecker INSTANCE = new VerbatimChecker();

    private static final Pattern REFERENCE = Pattern.compile("\\[\\d+]");
    private static final Pattern NOT_SAID = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");

    private VerbatimChecker() {}

    @Override
    public Check check(String claim, String lang, List<Source> sources) {
        String said = said(claim);
        boolean found = !said.isEmpty()
                && sources.stream().anyMatch(source -> said(source.text()).contains(said));
        return found
                ? new Check(Claim.Support.SUPPORTED, 1, "", false)
                : new Check(Claim.Support.UNSUPPORTED, 0, "not word for word in its sources", false);
    }

    private static String said(String text) {
        return NOT_SAID.matcher(REFERENCE.matcher(text).replaceAll("")).replaceAll("");
    }
}
