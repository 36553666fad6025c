package dev.nuri.moe.hub;

import dev.nuri.moe.CatalogueEntry;
import dev.nuri.moe.ModelInputException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a user asks to pull. */
sealed interface Reference {
    /** The reference as it is kept with the model. */
    String source();

    /** A model of the catalogue. */
    record Listed(CatalogueEntry entry) implements Reference {
        @Override
        public String source() {
            return entry.id();
        }
    }

    /**
     * A repository of the hub.
     *
     * @param repository {@code owner/name}
     * @param file a file of it, or null to choose
     */
    record Repository(String repository, String file) implements Reference {
        @Override
        public String source() {
            return "hub:" + repository + (file == null ? "" : "/" + file);
        }
    }

    /** A file anywhere. */
    record Address(URI uri) implements Reference {
        @Override
        public String source() {
            return uri.toString();
        }
    }

    /** What {@code hub:} is followed by. */
    Pattern HUB = Pattern.compile("hub:([A-Za-z0-9][\\w.-]*/[A-Za-z0-9][\\w.-]*)(?:/(.+))?");

    /** Reads a reference. */
    static Reference parse(String text) {
        Matcher hub = HUB.matcher(text);
        if (hub.matches()) {
            return new Repository(hub.group(1), hub.group(2) == null ? null : FileNames.checkedPath(hub.group(2)));
        }
        if (text.contains("://")) {
            return new Address(address(text));
        }
        return Catalogue.find(text)
                .<Reference>map(Listed::new)
                .orElseThrow(() -> new ModelInputException("'" + text
                        + "' is not in the catalogue (nuri models list), nor of the form hub:OWNER/NAME[/FILE] or"
                        + " https://..."));
    }

    private static URI address(String text) {
        try {
            URI uri = new URI(text);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            if (uri.getHost() != null && (scheme.equals("https") || scheme.equals("http"))) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw new ModelInputException("'" + text + "' is not a valid URL: " + e.getReason(), e);
        }
        throw new ModelInputException("models are pulled over http or https, not from '" + text + "'");
    }
}
