package dev.nuri.generator.guardrail;

import java.util.Set;

/** What a set's harmless texts are like: a filter's false alarms differ more by this than by anything else. */
enum TextKind {
    /** Manuals, help pages and descriptions of programs, which tell people what to do. */
    TECHNICAL(
            "gnome-user-docs",
            "libreoffice-help",
            "gimp-help",
            "debian-reference",
            "developers-reference",
            "debian-faq",
            "debian-install-guide",
            "debian-edu-doc",
            "debian-handbook",
            "debian-descriptions",
            "tldr"),
    NEWS("ntrex"),
    LAW("udhr", "cnil-faq-fr"),
    MEDICINE("covidqa-en"),
    /** Scripture, stories and games, full of battles. */
    TALES("bible", "wesnoth", "freeciv"),
    GENERAL;

    private final Set<String> sets;

    TextKind(String... sets) {
        this.sets = Set.of(sets);
    }

    static TextKind of(String set) {
        for (TextKind kind : values()) {
            if (kind.sets.contains(set)) {
                return kind;
            }
        }
        return GENERAL;
    }
}
