package dev.nuri.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nuri.generator.Answer;
import dev.nuri.generator.GuardCategory;
import dev.nuri.generator.GuardModel;
import dev.nuri.generator.SupportReason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every language of the page says everything that English says. */
class MessagesTest {

    private static final Path MESSAGES = Repository.root().resolve("web-ui/src/main/resources/META-INF/resources/i18n");
    private static final List<String> PLURALS = List.of("zero", "one", "two", "few", "many", "other");

    @ParameterizedTest
    @ValueSource(strings = {"ko", "ja", "zh-Hans", "es", "ar"})
    void saysTheSameThings(String lang) throws IOException {
        assertThat(keys(lang)).isEqualTo(keys("en"));
    }

    /** What programs are told by codes, readers are told in words. */
    @Test
    void everyCodeHasWords() throws IOException {
        Set<String> keys = keys("en");
        assertThat(keys).containsAll(named(".lack.", SupportReason.Code.values()));
        assertThat(keys).containsAll(named(".lack.kind.", SupportReason.Kind.values()));
        assertThat(keys).containsAll(named(".fallback.", Answer.Fallback.Code.values()));
        assertThat(keys).containsAll(named(".guard.category.", GuardCategory.values()));
        assertThat(keys).contains(".guard.category." + GuardModel.UNJUDGED);
    }

    private static List<String> named(String prefix, Enum<?>... codes) {
        return Arrays.stream(codes)
                .map(code -> prefix + code.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    /** Keys without their plural categories, which differ from language to language. */
    private static Set<String> keys(String lang) throws IOException {
        Set<String> keys = new TreeSet<>();
        collect("", new ObjectMapper().readTree(MESSAGES.resolve(lang + ".json").toFile()), keys);
        return keys;
    }

    private static void collect(String path, JsonNode node, Set<String> keys) {
        if (!node.isObject()) {
            assertThat(node.asText()).as(path).isNotBlank();
            keys.add(path);
            return;
        }
        node.properties().forEach(entry -> {
            String key = entry.getKey();
            boolean plural = PLURALS.contains(key)
                    || PLURALS.stream()
                            .anyMatch(category -> key.endsWith("_" + category) || key.endsWith("." + category));
            String inner = plural ? path + "(plural)" : path + "." + key;
            collect(inner, entry.getValue(), keys);
        });
    }
}
