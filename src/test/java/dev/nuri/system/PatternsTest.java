package dev.nuri.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * No regular expression in the code takes time out of proportion to a text, whoever wrote that. Looks at characters are
 * counted, not seconds: a pattern may look at each of 64 Ki characters 4,096 times.
 */
class PatternsTest {

    private static final int CHARS = 64 << 10;
    private static final long LOOKS_PER_CHAR = 4_096;
    /** Characters that patterns have special words for, beside those they name. */
    private static final String USUAL = "a0 .-_\n<[(\"'\u00E9\uAC00";

    private static final int MOST_PUMPS = 24;

    @Test
    void noPatternIsSlowOnAnyText() throws Exception {
        Map<String, Pattern> patterns = patterns();
        List<String> slow = new ArrayList<>();
        long worst = 0;
        String worstName = "";
        int texts = 0;
        for (Map.Entry<String, Pattern> pattern : patterns.entrySet()) {
            for (String attack : attacks(pattern.getValue().pattern())) {
                texts++;
                Counted text = new Counted(attack);
                try {
                    find(pattern.getValue(), text);
                } catch (TooLong e) {
                    slow.add(pattern.getKey() + " " + pattern.getValue() + " on "
                            + attack.substring(0, 8).replace("\n", "\\n") + "…");
                    break;
                } catch (StackOverflowError e) {
                    slow.add(pattern.getKey() + " " + pattern.getValue() + " recurses");
                    break;
                }
                if (text.looks > worst) {
                    worst = text.looks;
                    worstName = pattern.getKey();
                }
            }
        }
        System.out.printf(
                Locale.ROOT,
                "PatternsTest: %d patterns, %d texts of %d characters; most looks at a character: %d (%s)%n",
                patterns.size(),
                texts,
                CHARS,
                worst / CHARS,
                worstName);
        assertThat(patterns).hasSizeGreaterThan(60);
        assertThat(slow).isEmpty();
    }

    private static void find(Pattern pattern, CharSequence text) {
        var matcher = pattern.matcher(text);
        int from = 0;
        while (matcher.find()) {
            // All of them, as replacing does.
            from = matcher.end();
        }
        assertThat(from).isLessThanOrEqualTo(text.length());
        matcher.matches();
    }

    /** Patterns in fields: static ones, and those of constants of enums. */
    private static Map<String, Pattern> patterns() throws Exception {
        Map<String, Pattern> patterns = new TreeMap<>();
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.nuri")) {
            for (JavaField found : type.getFields()) {
                boolean relevant = found.getRawType().isEquivalentTo(Pattern.class)
                        || found.getRawType().isEquivalentTo(List.class);
                if (!relevant) {
                    continue;
                }
                Field field = found.reflect();
                if (Modifier.isStatic(field.getModifiers())) {
                    add(patterns, found.getFullName(), field, null);
                } else if (field.getDeclaringClass().isEnum()) {
                    for (Object constant : field.getDeclaringClass().getEnumConstants()) {
                        add(patterns, found.getFullName() + " of " + constant, field, constant);
                    }
                }
            }
        }
        return patterns;
    }

    private static void add(Map<String, Pattern> patterns, String name, Field field, Object of) throws Exception {
        field.setAccessible(true);
        Object value = field.get(of);
        if (value instanceof Pattern pattern) {
            patterns.put(name, pattern);
        } else if (value instanceof List<?> list && !list.isEmpty() && list.getFirst() instanceof Pattern) {
            for (int i = 0; i < list.size(); i++) {
                patterns.put(name + " " + i, (Pattern) list.get(i));
            }
        }
    }

    /** Repetitions of what the pattern speaks of, each with an end that does not fit. */
    private static List<String> attacks(String pattern) {
        Set<String> pumps = new LinkedHashSet<>();
        pattern.codePoints()
                .filter(c -> !Character.isSurrogate((char) c))
                .limit(400)
                .forEach(c -> pumps.add(Character.toString(c)));
        USUAL.codePoints().forEach(c -> pumps.add(Character.toString(c)));
        List<String> single = pumps.stream().limit(MOST_PUMPS).toList();
        List<String> attacks = new ArrayList<>();
        for (int i = 0; i < single.size(); i++) {
            attacks.add(pumped(single.get(i)));
            attacks.add(pumped(single.get(i) + single.get((i + 1) % single.size())));
        }
        return attacks;
    }

    private static String pumped(String pump) {
        return pump.repeat(CHARS / pump.length()) + "\u0001";
    }

    private static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooLong() {
            super("", null, false, false);
        }
    }

    /** A text that counts how often it is looked at. */
    private static final class Counted implements CharSequence {

        private final String text;
        private long looks;

        Counted(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (++looks > LOOKS_PER_CHAR * CHARS) {
                throw new TooLong();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
