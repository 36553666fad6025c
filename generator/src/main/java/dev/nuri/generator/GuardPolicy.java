package dev.nuri.generator;

import dev.nuri.generator.Guardrail.Action;
import dev.nuri.generator.Guardrail.Stage;
import dev.nuri.generator.guardrail.PolicyReader;
import dev.nuri.indexer.NuriException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What is done about each category at each stage, for a deployment and, where they differ, for its collections.
 * Immutable. {@code docs/filtering.md} has the format of a policy's file.
 */
public final class GuardPolicy {

    /** Names of the policies that come with Nuri. */
    public static final List<String> BUILT_IN = List.of("off", "standard", "strict");

    /** Probability from which anything is told of by default. */
    private static final double FLAG_AT = 0.5;

    /**
     * What is done about a category.
     *
     * @param action what is asked for
     * @param at score in [0, 1] from which it is done; below it, and from {@link #flagAt} on, a finding is flagged
     */
    public record Rule(Action action, double at) {}

    /** Where a rule holds; the collection is null for the deployment, the category an id or {@code pii.TYPE}. */
    private record Place(String collection, Stage stage, String category) {}

    private final Map<Place, Rule> rules = new HashMap<>();
    private final double flagAt;
    private final Duration modelTime;
    private final boolean modelFailsOpen;
    private final boolean off;

    private GuardPolicy(Builder builder) {
        rules.putAll(builder.rules);
        flagAt = builder.flagAt;
        modelTime = builder.modelTime;
        modelFailsOpen = builder.modelFailsOpen;
        off = rules.values().stream().allMatch(r -> r.action() == Action.ALLOW);
    }

    /** Nothing is looked at. */
    public static GuardPolicy off() {
        return new Builder().build();
    }

    /**
     * Blocks questions about the sexual use of children, weapons, self-harm, violence and hate when they are clear, and
     * answers that hold such; blocks passages that clearly want to be obeyed; masks secrets in answers; flags the rest.
     */
    public static GuardPolicy standard() {
        return new Builder().standard().build();
    }

    /** Blocks from lower scores on, and more; masks all personal data in answers. */
    public static GuardPolicy strict() {
        return new Builder().strict().build();
    }

    /**
     * The policy of a setting's value.
     *
     * @param value a name of {@link #BUILT_IN} or the path of a file
     * @throws NuriException naming the file and line that breaks a rule, or that there is no such file
     */
    public static GuardPolicy of(String value) {
        return switch (value) {
            case "off" -> off();
            case "standard" -> standard();
            case "strict" -> strict();
            default -> PolicyReader.read(Path.of(value));
        };
    }

    /** What is done about a category: of a PII type its own rule, else that of {@code pii}. */
    public Rule rule(Stage stage, String category, String collection) {
        Rule rule = collection == null ? null : named(collection, stage, category);
        if (rule == null) {
            rule = named(null, stage, category);
        }
        return rule == null ? new Rule(Action.ALLOW, 1) : rule;
    }

    private Rule named(String collection, Stage stage, String category) {
        Rule rule = rules.get(new Place(collection, stage, category));
        if (rule == null && category.startsWith("pii.secret_")) {
            rule = rules.get(new Place(collection, stage, "pii.secret"));
        }
        return rule == null && category.startsWith("pii.") ? rules.get(new Place(collection, stage, "pii")) : rule;
    }

    /** The action of a finding. */
    public Action action(Stage stage, String category, double score, String collection) {
        if (category.equals(GuardModel.UNJUDGED)) {
            // Comes up only where the policy says that what no model could judge is blocked.
            return Action.BLOCK;
        }
        Rule rule = rule(stage, category, collection);
        if (rule.action() == Action.ALLOW || score < Math.min(flagAt, rule.at())) {
            return Action.ALLOW;
        }
        return score >= rule.at() ? rule.action() : Action.FLAG;
    }

    /** Score from which a finding that is not allowed is flagged at least. */
    public double flagAt() {
        return flagAt;
    }

    /** Time a guard model has for a text. */
    public Duration modelTime() {
        return modelTime;
    }

    /** Whether a text passes that a guard model could not judge; otherwise it is blocked. */
    public boolean modelFailsOpen() {
        return modelFailsOpen;
    }

    /** Whether everything is allowed. */
    public boolean isOff() {
        return off;
    }

    /** Makes a policy, later rules over earlier ones. Starts with everything allowed. */
    public static final class Builder {

        private final Map<Place, Rule> rules = new HashMap<>();
        private double flagAt = FLAG_AT;
        private Duration modelTime = Duration.ofMillis(300);
        private boolean modelFailsOpen = true;

        /** Adds the rules of the policy of that name. */
        public Builder standard() {
            everywhere(Action.FLAG, FLAG_AT);
            for (GuardCategory category : GuardCategory.values()) {
                rule(null, Stage.PASSAGE, category.id(), new Rule(Action.ALLOW, FLAG_AT));
            }
            rule(null, Stage.PASSAGE, GuardCategory.PII.id(), new Rule(Action.FLAG, FLAG_AT));
            EnumMap<GuardCategory, Double> blocked = new EnumMap<>(GuardCategory.class);
            blocked.put(GuardCategory.CHILD_SEXUAL, 0.95);
            blocked.put(GuardCategory.SEX_CRIME, 0.95);
            blocked.put(GuardCategory.WEAPONS_MASS, 0.95);
            blocked.put(GuardCategory.SELF_HARM, 0.95);
            blocked.put(GuardCategory.VIOLENT_CRIME, 0.95);
            blocked.put(GuardCategory.HATE, 0.95);
            blocked.forEach((category, at) -> {
                rule(null, Stage.QUESTION, category.id(), new Rule(Action.BLOCK, at));
                rule(null, Stage.ANSWER, category.id(), new Rule(Action.BLOCK, at));
            });
            rule(null, Stage.PASSAGE, GuardCategory.INJECTION.id(), new Rule(Action.BLOCK, 0.95));
            rule(null, Stage.QUESTION, GuardCategory.DENY_LIST.id(), new Rule(Action.BLOCK, FLAG_AT));
            rule(null, Stage.PASSAGE, GuardCategory.DENY_LIST.id(), new Rule(Action.BLOCK, FLAG_AT));
            rule(null, Stage.ANSWER, GuardCategory.DENY_LIST.id(), new Rule(Action.BLOCK, FLAG_AT));
            return rule(null, Stage.ANSWER, "pii.secret", new Rule(Action.MASK, FLAG_AT));
        }

        /** Adds the rules of the policy of that name. */
        public Builder strict() {
            standard();
            for (GuardCategory category : GuardCategory.values()) {
                boolean harm = category != GuardCategory.PII && category != GuardCategory.DENY_LIST;
                if (harm) {
                    rule(null, Stage.QUESTION, category.id(), new Rule(Action.BLOCK, 0.75));
                    rule(null, Stage.ANSWER, category.id(), new Rule(Action.BLOCK, 0.9));
                }
            }
            rule(null, Stage.PASSAGE, GuardCategory.INJECTION.id(), new Rule(Action.BLOCK, 0.8));
            rule(null, Stage.ANSWER, "pii.secret", new Rule(Action.BLOCK, FLAG_AT));
            return rule(null, Stage.ANSWER, "pii", new Rule(Action.MASK, FLAG_AT));
        }

        private void everywhere(Action action, double at) {
            for (Stage stage : Stage.values()) {
                for (GuardCategory category : GuardCategory.values()) {
                    rule(null, stage, category.id(), new Rule(action, at));
                }
            }
        }

        /** Adds a rule; the collection is null for the deployment. */
        public Builder rule(String collection, Stage stage, String category, Rule rule) {
            rules.put(new Place(collection, stage, category), rule);
            return this;
        }

        /** Sets {@link GuardPolicy#flagAt()}. */
        public Builder flagAt(double score) {
            flagAt = score;
            return this;
        }

        /** Sets {@link GuardPolicy#modelTime()}. */
        public Builder modelTime(Duration time) {
            modelTime = time;
            return this;
        }

        /** Sets {@link GuardPolicy#modelFailsOpen()}. */
        public Builder modelFailsOpen(boolean open) {
            modelFailsOpen = open;
            return this;
        }

        public GuardPolicy build() {
            return new GuardPolicy(this);
        }
    }

    /** The stage of a name, or null. */
    public static Stage stage(String name) {
        for (Stage stage : Stage.values()) {
            if (stage.name().toLowerCase(Locale.ROOT).equals(name)) {
                return stage;
            }
        }
        return null;
    }
}
