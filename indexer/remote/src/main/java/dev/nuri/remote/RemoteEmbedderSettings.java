package dev.nuri.remote;

import java.util.Set;

/**
 * How a model on a server is used as an embedder.
 *
 * @param server where it is
 * @param queryPrefix put before a query, as the model was trained
 * @param passagePrefix put before a passage
 * @param languages primary language subtags it was trained for; empty for any
 */
public record RemoteEmbedderSettings(
        ServerAddress server, String queryPrefix, String passagePrefix, Set<String> languages) {

    public RemoteEmbedderSettings {
        languages = Set.copyOf(languages);
    }

    /** Whether it was trained for the language of a BCP 47 tag. */
    boolean supports(String lang) {
        int subtag = lang.indexOf('-');
        return languages.isEmpty() || languages.contains(subtag < 0 ? lang : lang.substring(0, subtag));
    }
}
