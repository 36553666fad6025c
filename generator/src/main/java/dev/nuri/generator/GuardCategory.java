package dev.nuri.generator;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a policy can speak of: one taxonomy, with its names in four others. {@code docs/filtering.md} has the table.
 *
 * <p>A finding's category is {@link #id()}, but for {@link #PII}, whose findings name the type: {@code pii.iban}.
 */
public enum GuardCategory {
    /** Crimes against people and animals, and calls for them. */
    VIOLENT_CRIME(Group.HARM, "vcr", "S1", "Violent", "violence", "illicit/violent"),
    /** Theft, fraud, drugs, damage to property. */
    NONVIOLENT_CRIME(Group.HARM, "ncr", "S2", "Non-violent Illegal Acts", "illicit"),
    /** Trafficking, assault, coercion. */
    SEX_CRIME(Group.HARM, "src", "S3", "Sexual Content or Acts", "sexual"),
    /** Sexual exploitation of children. */
    CHILD_SEXUAL(Group.CHILDREN, "cse", "S4", "Sexual Content or Acts", "sexual/minors"),
    /** Making or using weapons, above all those that kill many. */
    WEAPONS_MASS(Group.HARM, "iwp", "S9", "Violent", "illicit/violent"),
    /** Suicide, self-injury, disordered eating. */
    SELF_HARM(
            Group.SELF, "ssh", "S11", "Suicide & Self-Harm", "self-harm", "self-harm/intent", "self-harm/instructions"),
    /** Degrading people for what they are; harassment. */
    HATE(
            Group.HATE,
            "hte",
            "S10",
            "Unethical Acts",
            "hate",
            "hate/threatening",
            "harassment",
            "harassment/threatening"),
    /** Finding out or exposing what is private. */
    PRIVACY(Group.PRIVATE, "prv", "S7", "PII"),
    /** Copying what is protected. */
    IP(Group.OTHER, "ipv", "S8", "Copyright Violation"),
    /** Untrue claims that harm a person; conspiracy tales. */
    DEFAMATION(Group.OTHER, "dfm", "S5", "Unethical Acts"),
    /** Advice that is for a doctor, lawyer or banker; elections. */
    SPECIALISED_ADVICE(Group.OTHER, "spc", "S6", "Politically Sensitive Topics"),
    /** Erotic content. */
    SEXUAL(Group.OTHER, "sxc_prn", "S12", "Sexual Content or Acts", "sexual"),
    /** Text that wants to be obeyed by the machine that reads it. */
    INJECTION(Group.OTHER, "", "", "Jailbreak"),
    /** Personal data and secrets, by pattern. */
    PII(Group.PRIVATE, "", "", "PII"),
    /** A term of the deployer's deny list. */
    DENY_LIST(Group.OTHER, "", "", "");

    /** Categories that are refused in the same words. */
    public enum Group {
        CHILDREN,
        SELF,
        HARM,
        HATE,
        PRIVATE,
        OTHER
    }

    private final Group group;
    private final String ailuminate;
    private final String llamaGuard;
    private final String qwen3Guard;
    private final String openAi;

    GuardCategory(Group group, String ailuminate, String llamaGuard, String qwen3Guard, String... openAi) {
        this.group = group;
        this.ailuminate = ailuminate;
        this.llamaGuard = llamaGuard;
        this.qwen3Guard = qwen3Guard;
        this.openAi = String.join(" ", openAi);
    }

    /** Name in policies and findings, such as {@code self_harm}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** In what words it is refused. */
    public Group group() {
        return group;
    }

    /** Hazard of AILuminate 1.0; {@code spc} stands for its {@code spc_} hazards; empty where it has none. */
    public String ailuminate() {
        return ailuminate;
    }

    /** Category of Llama Guard 4; empty where it has none. */
    public String llamaGuard() {
        return llamaGuard;
    }

    /** Category of Qwen3Guard; empty where it has none. */
    public String qwen3Guard() {
        return qwen3Guard;
    }

    /** Categories of OpenAI's moderation. */
    public List<String> openAi() {
        return openAi.isEmpty() ? List.of() : List.of(openAi.split(" ", -1));
    }

    /** The category of an id, that of a PII type included. */
    public static Optional<GuardCategory> of(String id) {
        String name = id.startsWith("pii.") ? "pii" : id;
        return Arrays.stream(values()).filter(c -> c.id().equals(name)).findFirst();
    }

    /** The category of a hazard of AILuminate. */
    public static Optional<GuardCategory> ofAiluminate(String hazard) {
        String name = hazard.startsWith("spc_") ? "spc" : hazard;
        return Arrays.stream(values())
                .filter(c -> !c.ailuminate.isEmpty() && c.ailuminate.equals(name))
                .findFirst();
    }
}
