package dev.nuri.generator;

import dev.nuri.generator.Guardrail.Stage;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model of the family Qwen3Guard-Gen, which answers a text with the lines {@code Safety: Safe|Unsafe|Controversial}
 * and {@code Categories: ...}. Its own chat template makes the instruction around the text, so that the text alone is
 * sent: the template must know the role, as that of the published files does.
 */
public final class Qwen3Guard implements GuardModel {

    private static final Pattern SAFETY = Pattern.compile("(?m)^\\s*Safety:\\s*(Safe|Unsafe|Controversial)\\b");
    private static final Pattern CATEGORIES = Pattern.compile("(?m)^\\s*Categories:\\s*(.{1,400})$");

    /** Its categories; where one of ours is narrower, the gravest it may mean. */
    private static final Map<String, GuardCategory> OURS = Map.of(
            "violent", GuardCategory.VIOLENT_CRIME,
            "non-violent illegal acts", GuardCategory.NONVIOLENT_CRIME,
            "sexual content or sexual acts", GuardCategory.SEXUAL,
            "pii", GuardCategory.PRIVACY,
            "personally identifiable information", GuardCategory.PRIVACY,
            "suicide & self-harm", GuardCategory.SELF_HARM,
            "unethical acts", GuardCategory.HATE,
            "politically sensitive topics", GuardCategory.SPECIALISED_ADVICE,
            "copyright violation", GuardCategory.IP,
            "jailbreak", GuardCategory.INJECTION);

    private final UnaryOperator<String> questions;
    private final UnaryOperator<String> answers;

    /**
     * @param questions gives the model a user's text and returns what it writes
     * @param answers gives it an assistant's
     */
    public Qwen3Guard(UnaryOperator<String> questions, UnaryOperator<String> answers) {
        this.questions = questions;
        this.answers = answers;
    }

    /**
     * Asks the model.
     *
     * @throws NuriException when it writes something else than its format
     */
    @Override
    public Opinion classify(Stage role, String text, String lang) {
        return parse((role == Stage.QUESTION ? questions : answers).apply(text));
    }

    /** Reads what the model wrote; of several categories the one that comes first in the taxonomy counts. */
    static Opinion parse(String written) {
        Matcher safety = SAFETY.matcher(written);
        if (!safety.find()) {
            throw new NuriException(
                    ErrorCode.INTERNAL,
                    "A guard model must write 'Safety: Safe', 'Unsafe' or 'Controversial', and did not.");
        }
        if (safety.group(1).equals("Safe")) {
            return Opinion.SAFE;
        }
        Severity severity = safety.group(1).equals("Unsafe") ? Severity.UNSAFE : Severity.CONTROVERSIAL;
        Matcher categories = CATEGORIES.matcher(written);
        GuardCategory category = categories.find()
                ? Arrays.stream(categories.group(1).split(",", -1))
                        .map(c -> OURS.get(c.strip().toLowerCase(java.util.Locale.ROOT)))
                        .filter(c -> c != null)
                        .min(Comparator.naturalOrder())
                        .orElse(GuardCategory.NONVIOLENT_CRIME)
                : GuardCategory.NONVIOLENT_CRIME;
        return new Opinion(severity, category);
    }
}
