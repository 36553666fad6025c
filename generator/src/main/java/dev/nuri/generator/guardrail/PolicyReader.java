package dev.nuri.generator.guardrail;

import dev.nuri.generator.GuardCategory;
import dev.nuri.generator.GuardPolicy;
import dev.nuri.generator.GuardPolicy.Rule;
import dev.nuri.generator.Guardrail.Action;
import dev.nuri.generator.Guardrail.Stage;
import dev.nuri.indexer.NuriException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a policy: lines {@code KEY = VALUE}, {@code #} before remarks. {@code base} comes first where it is given; other
 * keys are {@code [collection.NAME.]STAGE.CATEGORY} with an action, optionally followed by the score from which it is
 * taken, {@code flag.at}, {@code model.time} and {@code model.fails}.
 */
public final class PolicyReader {

    private static final Pattern RULE =
            Pattern.compile("(?:collection\\.(.+)\\.)?(question|passage|answer)\\.([a-z_]+(?:\\.[a-z_]+)?)");
    private static final Pattern MILLIS = Pattern.compile("(\\d{1,6}) ?ms");
    private static final double DEFAULT_AT = 0.9;
    private static final double DEFAULT_PATTERN_AT = 0.5;

    private final Path file;
    private final GuardPolicy.Builder policy = new GuardPolicy.Builder();
    private int line;

    private PolicyReader(Path file) {
        this.file = file;
    }

    /**
     * Reads a file.
     *
     * @throws NuriException naming file and line of what is wrong
     */
    public static GuardPolicy read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw NuriException.invalid("A guard policy must be " + String.join(", ", GuardPolicy.BUILT_IN)
                    + " or a file that can be read, got '" + file + "'.");
        }
        PolicyReader reader = new PolicyReader(file);
        boolean first = true;
        for (String text : lines) {
            reader.line++;
            String entry = text.strip();
            if (!entry.isEmpty() && !entry.startsWith("#")) {
                reader.entry(entry, first);
                first = false;
            }
        }
        return reader.policy.build();
    }

    private void entry(String entry, boolean first) {
        int equals = entry.indexOf('=');
        if (equals < 0) {
            throw wrong("must be KEY = VALUE", entry);
        }
        String key = entry.substring(0, equals).strip();
        String value = entry.substring(equals + 1).strip();
        if (key.equals("base") && !first) {
            throw wrong("must have base before everything else", entry);
        }
        if (first && !(key.equals("base") && value.equals("off"))) {
            base(key, value);
        }
        if (!key.equals("base")) {
            set(key, value);
        }
    }

    private void base(String key, String value) {
        String name = key.equals("base") ? value : "standard";
        switch (name) {
            case "standard" -> policy.standard();
            case "strict" -> policy.strict();
            default -> throw wrong("must name " + String.join(" or ", GuardPolicy.BUILT_IN) + " as base", value);
        }
    }

    private void set(String key, String value) {
        switch (key) {
            case "flag.at" -> policy.flagAt(score(value));
            case "model.time" -> policy.modelTime(millis(value));
            case "model.fails" -> policy.modelFailsOpen(open(value));
            default -> rule(key, value);
        }
    }

    private void rule(String key, String value) {
        Matcher parts = RULE.matcher(key);
        if (!parts.matches()) {
            throw wrong("must have a key such as question.hate, answer.pii.iban or collection.NAME.answer.pii", key);
        }
        String category = parts.group(3);
        boolean known = category.startsWith("pii.")
                ? isPii(category)
                : GuardCategory.of(category).isPresent();
        if (!known) {
            throw wrong("must name a category of the taxonomy", category);
        }
        String[] words = value.split(" +", -1);
        if (words.length > 2) {
            throw wrong("must have an action and at most a score", value);
        }
        boolean pattern = category.startsWith("pii") || category.equals(GuardCategory.DENY_LIST.id());
        double at = words.length == 2 ? score(words[1]) : pattern ? DEFAULT_PATTERN_AT : DEFAULT_AT;
        Action action = action(words[0]);
        policy.rule(parts.group(1), stage(parts.group(2)), category, new Rule(action, at));
    }

    private static Stage stage(String name) {
        return GuardPolicy.stage(name);
    }

    private static boolean isPii(String category) {
        return category.equals("pii.secret")
                || List.of(PiiType.values()).stream().anyMatch(t -> t.category().equals(category));
    }

    private Action action(String value) {
        for (Action action : Action.values()) {
            if (action.name().toLowerCase(Locale.ROOT).equals(value)) {
                return action;
            }
        }
        throw wrong("must have an action, allow, flag, mask or block", value);
    }

    private double score(String value) {
        try {
            double score = Double.parseDouble(value);
            if (score >= 0 && score <= 1) {
                return score;
            }
        } catch (NumberFormatException e) {
            // Told below, as a number out of range is.
        }
        throw wrong("must have a score from 0 to 1", value);
    }

    private Duration millis(String value) {
        Matcher matcher = MILLIS.matcher(value);
        if (!matcher.matches()) {
            throw wrong("must have a time such as 300ms", value);
        }
        return Duration.ofMillis(Long.parseLong(matcher.group(1)));
    }

    private boolean open(String value) {
        return switch (value) {
            case "open" -> true;
            case "closed" -> false;
            default -> throw wrong("must have open or closed", value);
        };
    }

    private NuriException wrong(String rule, String got) {
        return NuriException.invalid("Line " + line + " of " + file + " " + rule + ", got '" + got + "'.");
    }
}
