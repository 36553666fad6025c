package dev.nuri.web.engine;

import dev.nuri.web.config.Key;
import dev.nuri.web.config.Secrets;
import dev.nuri.web.config.Settings;
import java.util.function.Function;

/** What a language model is there for, and which settings say so. */
@SuppressWarnings("ImmutableEnumChecker") // a reference to a method of a record
enum ModelRole {
    /** Writes answers. */
    WRITER(
            Settings::model,
            Key.MODEL,
            Key.MODEL_KEY_FILE,
            Secrets.MODEL_KEY,
            "questions, of earlier turns and of the passages found",
            "to answer by quoting"),
    /** Judges questions and answers. */
    GUARD(
            Settings::guardModel,
            Key.GUARD_MODEL,
            Key.GUARD_MODEL_KEY_FILE,
            Secrets.GUARD_MODEL_KEY,
            "questions and answers",
            "to filter without it");

    private final Function<Settings, Settings.LanguageModelSettings> settings;
    private final Key key;
    private final Key keyFile;
    private final String keyVariable;
    private final String sent;
    private final String without;

    ModelRole(
            Function<Settings, Settings.LanguageModelSettings> settings,
            Key key,
            Key keyFile,
            String keyVariable,
            String sent,
            String without) {
        this.settings = settings;
        this.key = key;
        this.keyFile = keyFile;
        this.keyVariable = keyVariable;
        this.sent = sent;
        this.without = without;
    }

    Settings.LanguageModelSettings of(Settings all) {
        return settings.apply(all);
    }

    /** The key of its server; null when there is none. */
    String secret(Settings all) {
        return Secrets.read(keyVariable, keyFile, of(all).keyFile());
    }

    /** Whose text a server gets. */
    String sent() {
        return sent;
    }

    /** What to do where it does not load. */
    String wayOut() {
        return "set " + key.key() + "=none " + without;
    }
}
