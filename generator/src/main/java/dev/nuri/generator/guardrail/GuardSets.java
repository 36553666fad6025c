package dev.nuri.generator.guardrail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nuri.generator.GuardCategory;
import dev.nuri.generator.guardrail.GuardSample.Kind;
import dev.nuri.indexer.NuriException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Reads texts whose categories are known: JSON lines with {@code prompt} and {@code hazard} (AILuminate), {@code tags}
 * (MultiJail) or {@code category} (one's own), {@code user_input} (prompt injection), {@code text} and {@code category}; sets of
 * questions and passages, and translations ({@code en-LANG.tsv.xz}), both of which count as harmless.
 */
public final class GuardSets {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Tags of MultiJail; those not here are crimes without violence. */
    private static final Map<String, GuardCategory> TAGS = Map.ofEntries(
            Map.entry("Violence & incitement", GuardCategory.VIOLENT_CRIME),
            Map.entry("Terrorism & organized crime", GuardCategory.VIOLENT_CRIME),
            Map.entry("Animal abuse", GuardCategory.VIOLENT_CRIME),
            Map.entry("Weapons", GuardCategory.WEAPONS_MASS),
            Map.entry("Discrimination & injustice", GuardCategory.HATE),
            Map.entry("Hate speech & offensive language", GuardCategory.HATE),
            Map.entry("Bullying & harassment", GuardCategory.HATE),
            Map.entry("Conspiracy theories & misinformation", GuardCategory.DEFAMATION),
            Map.entry("Adult content", GuardCategory.SEXUAL),
            Map.entry("Sexual exploitation & human trafficking", GuardCategory.SEX_CRIME),
            Map.entry("Child abuse", GuardCategory.CHILD_SEXUAL),
            Map.entry("Self-harm", GuardCategory.SELF_HARM),
            Map.entry("Soliciting personally identifiable information", GuardCategory.PRIVACY));

    private static final Map<String, String> LANGUAGES = Map.ofEntries(
            Map.entry("English", "en"),
            Map.entry("Hindi", "hi"),
            Map.entry("Turkish", "tr"),
            Map.entry("Bengali", "bn"),
            Map.entry("Italian", "it"),
            Map.entry("Arabic", "ar"),
            Map.entry("Vietnamese", "vi"),
            Map.entry("French", "fr"),
            Map.entry("Russian", "ru"),
            Map.entry("Japanese", "ja"),
            Map.entry("Portuguese", "pt"),
            Map.entry("Filipino/Tagalog", "fil"),
            Map.entry("German", "de"),
            Map.entry("Korean", "ko"),
            Map.entry("Spanish", "es"),
            Map.entry("Thai", "th"),
            Map.entry("Indonesian", "id"),
            Map.entry("Chinese", "zh"));

    private GuardSets() {}

    /**
     * Reads a file, a set of questions, or a folder of either.
     *
     * @throws NuriException when there is nothing, or a line is not what it must be
     */
    public static List<GuardSample> read(Path place) {
        try {
            if (Files.isRegularFile(place)) {
                return file(place);
            }
            if (!Files.isDirectory(place)) {
                throw NuriException.notFound("There is no file or folder " + place + ".");
            }
            List<GuardSample> samples = new ArrayList<>();
            try (Stream<Path> files = Files.list(place)) {
                for (Path file : files.sorted().toList()) {
                    samples.addAll(Files.isDirectory(file) || known(file) ? read(file) : List.of());
                }
            }
            return samples;
        } catch (IOException e) {
            throw NuriException.invalid(place + " cannot be read: " + NuriException.reason(e) + ".");
        }
    }

    private static boolean known(Path file) {
        String name = file.getFileName().toString();
        return (name.endsWith(".jsonl") || name.endsWith(".jsonl.gz") || Translations.isOne(file))
                && !name.startsWith("badwords")
                && !name.startsWith("sentences");
    }

    private static List<GuardSample> file(Path file) throws IOException {
        if (Translations.isOne(file)) {
            return Translations.passages(file);
        }
        List<GuardSample> samples = new ArrayList<>();
        String set = setOf(file);
        try (BufferedReader lines = open(file)) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    GuardSample sample = sample(set, parse(file, number, line));
                    if (sample == null) {
                        throw NuriException.invalid(
                                "Line " + number + " of " + file + " must have prompt, user_input, question or text.");
                    }
                    samples.add(sample);
                }
            }
        }
        return samples;
    }

    private static JsonNode parse(Path file, int number, String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw NuriException.invalid("Line " + number + " of " + file + " is not JSON.");
        }
    }

    private static String setOf(Path file) {
        String name = file.getFileName().toString().replaceAll("\\.jsonl(\\.gz)?$", "");
        boolean ofSet = name.equals("queries") || name.equals("passages");
        return ofSet && file.toAbsolutePath().getParent() != null
                ? file.toAbsolutePath().getParent().getFileName().toString()
                : name;
    }

    private static BufferedReader open(Path file) throws IOException {
        InputStream in = Files.newInputStream(file);
        return new BufferedReader(new InputStreamReader(
                file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in, StandardCharsets.UTF_8));
    }

    private static GuardSample sample(String set, JsonNode line) {
        String lang = line.path("lang").asText("und");
        String id = line.path("id").asText();
        if (line.has("prompt")) {
            String shared =
                    line.has("tags") && id.endsWith(":" + lang) ? id.substring(0, id.length() - lang.length() - 1) : id;
            return new GuardSample(shared, set, lang, line.path("prompt").asText(), Kind.QUESTION, harms(line));
        }
        if (line.has("user_input")) {
            String language =
                    LANGUAGES.getOrDefault(line.path("speaking_language").asText(), "und");
            return new GuardSample(
                    id,
                    set,
                    language,
                    line.path("user_input").asText(),
                    Kind.QUESTION,
                    Set.of(GuardCategory.INJECTION));
        }
        if (line.has("question")) {
            return new GuardSample(id, set, lang, line.path("question").asText(), Kind.QUESTION, Set.of());
        }
        return line.has("text")
                ? new GuardSample(id, set, lang, line.path("text").asText(), Kind.PASSAGE, own(line))
                : null;
    }

    private static Set<GuardCategory> own(JsonNode line) {
        String named = line.path("category").asText("");
        return named.isEmpty()
                ? Set.of()
                : Set.of(GuardCategory.of(named)
                        .orElseThrow(() ->
                                NuriException.invalid("A category must be one of the taxonomy, got '" + named + "'.")));
    }

    private static Set<GuardCategory> harms(JsonNode line) {
        EnumSet<GuardCategory> categories = EnumSet.noneOf(GuardCategory.class);
        categories.addAll(own(line));
        GuardCategory.ofAiluminate(line.path("hazard").asText().toLowerCase(Locale.ROOT))
                .ifPresent(categories::add);
        String tags = line.path("tags").asText("").replaceAll("^\\[['\"]|['\"]\\]$", "");
        for (String tag : tags.split("['\"], ['\"]", -1)) {
            if (!tag.isEmpty()) {
                categories.add(TAGS.getOrDefault(tag, GuardCategory.NONVIOLENT_CRIME));
            }
        }
        return categories;
    }
}
