package dev.nuri.generator.guardrail;

/** What a set's harmless texts are like: a filter's false alarms differ more by this than by anything else. */
enum TextKind {
    /** Manuals, help pages and descriptions of programs, which tell people what to do. */
    TECHNICAL,
    NEWS,
    LAW,
    MEDICINE,
    /** Scripture, stories and games, full of battles. */
    TALES,
    GENERAL;

    static TextKind of(String set) {
        return switch (set) {
            case "gnome-user-docs",
                    "libreoffice-help",
                    "gimp-help",
                    "debian-reference",
                    "developers-reference",
                    "debian-faq",
                    "debian-install-guide",
                    "debian-edu-doc",
                    "debian-handbook",
                    "debian-descriptions",
                    "tldr" -> TECHNICAL;
            case "ntrex" -> NEWS;
            case "udhr", "cnil-faq-fr" -> LAW;
            case "covidqa-en" -> MEDICINE;
            case "bible", "wesnoth", "freeciv" -> TALES;
            default -> GENERAL;
        };
    }
}
