package dev.nuri.generator.citation;

import dev.nuri.generator.citation.PassageSet.Asked;
import dev.nuri.generator.citation.PassageSet.Item;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Ways to make a sentence say something else, on its surface: by expressions and the word lists of
 * {@code alterations.properties}, none of which the checker knows.
 */
enum Alteration {
    NUMBER {
        @Override
        Optional<String> alter(String claim, Item item, List<Item> others, Random random) {
            return pick(NUMBERS, claim, random).flatMap(at -> number(claim, at, item, random));
        }
    },
    NAME {
        @Override
        Optional<String> alter(String claim, Item item, List<Item> others, Random random) {
            Item other = others.get(random.nextInt(others.size()));
            if (claim.codePoints().anyMatch(c -> Character.isLowerCase(c))
                    && pick(CAPITALISED, claim, random).isPresent()) {
                MatchResult at = pick(CAPITALISED, claim, random).orElseThrow();
                return pick(CAPITALISED, other.text(), random).flatMap(name -> put(claim, at, name.group()));
            }
            if (pick(KATAKANA, claim, random).isPresent()) {
                MatchResult at = pick(KATAKANA, claim, random).orElseThrow();
                return pick(KATAKANA, other.text(), random).flatMap(name -> put(claim, at, name.group()));
            }
            return entity(claim, item, other, random);
        }
    },
    NEGATION {
        @Override
        Optional<String> alter(String claim, Item item, List<Item> others, Random random) {
            List<String> rules = new ArrayList<>(list(item.lang(), "deny", ";;"));
            java.util.Collections.shuffle(rules, random);
            for (String rule : rules) {
                String[] sides = rule.split(" ?=> ?", 2);
                if (sides.length == 2 && !sides[0].isBlank()) {
                    String from = rule.substring(0, rule.indexOf(" =>"));
                    String to = sides[1];
                    Optional<MatchResult> at = pick(Pattern.compile(from), claim, random);
                    if (at.isPresent()) {
                        StringBuilder made = new StringBuilder();
                        Matcher matcher = Pattern.compile(from).matcher(claim);
                        matcher.find(at.get().start());
                        matcher.appendReplacement(made, keepSpaces(matcher.group(), to));
                        matcher.appendTail(made);
                        return changed(claim, made.toString());
                    }
                }
            }
            return Optional.empty();
        }
    },
    UNIT {
        @Override
        Optional<String> alter(String claim, Item item, List<Item> others, Random random) {
            List<String> units = list(item.lang(), "units", ",");
            if (units.isEmpty()) {
                return Optional.empty();
            }
            String any = units.stream()
                    .sorted((a, b) -> b.length() - a.length())
                    .map(Pattern::quote)
                    .collect(Collectors.joining("|"));
            boolean spaced = !SPACELESS.contains(item.lang());
            Pattern pattern =
                    Pattern.compile("(?U)(?<=\\p{Nd}[  ]?)(" + any + ")" + (spaced ? "(?![\\p{L}\\p{M}])" : ""));
            return pick(pattern, claim, random).flatMap(at -> put(claim, at, units.get(random.nextInt(units.size()))));
        }
    },
    DATE {
        @Override
        Optional<String> alter(String claim, Item item, List<Item> others, Random random) {
            List<String> months = list(item.lang(), "months", ",");
            if (months.isEmpty()) {
                return Optional.empty();
            }
            String any = months.stream()
                    .sorted((a, b) -> b.length() - a.length())
                    .map(Pattern::quote)
                    .collect(Collectors.joining("|"));
            Pattern pattern = Pattern.compile("(?<![\\p{L}\\p{M}\\p{Nd}])(" + any + ")(?![\\p{Ll}\\p{M}])");
            Optional<MatchResult> at = pick(pattern, claim, random);
            return at.isPresent()
                    ? put(claim, at.get(), months.get(random.nextInt(months.size())))
                    : pick(YEAR, claim, random).flatMap(year -> number(claim, year, item, random));
        }
    };

    static final List<String> SPACELESS = List.of("ja", "zh", "zh-Hant", "ko", "th");

    private static final Pattern NUMBERS = Pattern.compile("(?<![\\p{L}\\p{Nd}])\\p{Nd}+(?:[.,]\\p{Nd}+)*");
    private static final Pattern YEAR = Pattern.compile("(?<!\\p{Nd})\\p{Nd}{4}(?!\\p{Nd})");
    private static final Pattern CAPITALISED =
            Pattern.compile("(?<=[\\p{L}\\p{Nd},] )\\p{Lu}\\p{L}{2,}(?![\\p{L}\\p{M}])");
    private static final Pattern KATAKANA = Pattern.compile("[ァ-ヺー]{3,}");
    private static final Properties LISTS = lists();

    /** The sentence made wrong; empty where it has nothing of this kind. */
    abstract Optional<String> alter(String claim, Item item, List<Item> others, Random random);

    private static List<String> list(String lang, String kind, String separator) {
        String value = LISTS.getProperty(lang + "." + kind, "");
        return Stream.of(value.split(separator)).filter(s -> !s.isEmpty()).toList();
    }

    static Optional<MatchResult> pick(Pattern pattern, String text, Random random) {
        List<MatchResult> found = pattern.matcher(text).results().toList();
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(random.nextInt(found.size())));
    }

    private static Optional<String> put(String claim, MatchResult at, String with) {
        return changed(claim, claim.substring(0, at.start()) + with + claim.substring(at.end()));
    }

    private static Optional<String> changed(String claim, String made) {
        return made.equals(claim) ? Optional.empty() : Optional.of(made);
    }

    private static String keepSpaces(String old, String to) {
        String kept = to.strip();
        boolean before = old.startsWith(" ");
        boolean after = old.endsWith(" ");
        return kept.isEmpty() ? (before && after ? " " : "") : (before ? " " : "") + kept + (after ? " " : "");
    }

    /** Half of the time another number of the passage, else one of as many digits. */
    private static Optional<String> number(String claim, MatchResult at, Item item, Random random) {
        String old = at.group();
        if (random.nextBoolean()) {
            List<String> same = NUMBERS.matcher(item.text())
                    .results()
                    .map(MatchResult::group)
                    .filter(n -> !n.equals(old) && Math.abs(n.length() - old.length()) <= 1)
                    .toList();
            if (!same.isEmpty()) {
                return put(claim, at, same.get(random.nextInt(same.size())));
            }
        }
        StringBuilder made = new StringBuilder();
        for (int i = 0; i < old.length(); i++) {
            char c = old.charAt(i);
            int zero = c - Character.digit(c, 10);
            boolean keep = !Character.isDigit(c) || (i == 0 && old.length() == 4);
            int least = i == 0 ? 1 : 0;
            made.append(keep ? c : (char) (zero + least + random.nextInt(10 - least)));
        }
        return put(claim, at, made.toString());
    }

    /** A title or a short answer of the passage for another passage's. */
    private static Optional<String> entity(String claim, Item item, Item other, Random random) {
        List<String> mine = entities(item).filter(claim::contains).toList();
        List<String> theirs =
                entities(other).filter(name -> !item.text().contains(name)).toList();
        if (mine.isEmpty() || theirs.isEmpty()) {
            return Optional.empty();
        }
        String old = mine.get(random.nextInt(mine.size()));
        return changed(claim, claim.replace(old, theirs.get(random.nextInt(theirs.size()))));
    }

    private static Stream<String> entities(Item item) {
        return Stream.concat(Stream.of(item.title()), item.asked().stream().map(Asked::answer))
                .filter(name -> name.length() >= 2 && name.length() <= 20)
                .filter(name -> name.chars().noneMatch(Character::isDigit));
    }

    private static Properties lists() {
        Properties lists = new Properties();
        try (InputStream in = Alteration.class.getResourceAsStream("alterations.properties")) {
            lists.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lists;
    }
}
