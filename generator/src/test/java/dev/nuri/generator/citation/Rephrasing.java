package dev.nuri.generator.citation;

import dev.nuri.generator.citation.PassageSet.Asked;
import dev.nuri.generator.citation.PassageSet.Item;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.indexer.PassageSplitter;
import dev.nuri.indexer.Span;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Ways to say again, in other words or fewer, what a passage says; by rule, so that not all of it reads well. */
enum Rephrasing {
    /** A sentence without one of its clauses or what it says in brackets. */
    SHORTENED {
        @Override
        Optional<String> make(Item item, String sentence, Random random) {
            String bare = BRACKETS.matcher(sentence).replaceAll("");
            if (!bare.equals(sentence) && random.nextBoolean()) {
                return Optional.of(bare.strip());
            }
            List<String> clauses = clauses(sentence);
            if (clauses.size() < 2) {
                return Optional.empty();
            }
            clauses.remove(clauses.size() > 2 ? 1 + random.nextInt(clauses.size() - 1) : 1);
            return Optional.of(String.join(comma(item.lang()), clauses));
        }
    },
    /** Two sentences in one. */
    MERGED {
        @Override
        Optional<String> make(Item item, String sentence, Random random) {
            List<String> all = sentences(item);
            String other = all.get(random.nextInt(all.size()));
            return other.equals(sentence)
                    ? Optional.empty()
                    : Optional.of(END.matcher(sentence).replaceAll("") + comma(item.lang()) + other);
        }
    },
    /** A clause each of two sentences. */
    PIECED {
        @Override
        Optional<String> make(Item item, String sentence, Random random) {
            List<String> all = sentences(item);
            String other = all.get(random.nextInt(all.size()));
            List<String> first = clauses(sentence);
            List<String> second = clauses(other);
            boolean pieces = !other.equals(sentence) && (first.size() > 1 || second.size() > 1);
            return pieces ? Optional.of(first.getFirst() + comma(item.lang()) + second.getLast()) : Optional.empty();
        }
    },
    /** Clauses in another order. */
    REORDERED {
        @Override
        Optional<String> make(Item item, String sentence, Random random) {
            List<String> clauses = clauses(END.matcher(sentence).replaceAll(""));
            if (clauses.size() < 2) {
                return Optional.empty();
            }
            Collections.rotate(clauses, 1 + random.nextInt(clauses.size() - 1));
            return Optional.of(String.join(comma(item.lang()), clauses));
        }
    },
    /** A sentence without up to three words in a row, none of which denies. */
    DROPPED {
        @Override
        Optional<String> make(Item item, String sentence, Random random) {
            List<Token> tokens = tokens(sentence, item.lang());
            int count = 1 + random.nextInt(3);
            if (tokens.size() < count + 5) {
                return Optional.empty();
            }
            int first = 1 + random.nextInt(tokens.size() - count - 2);
            int start = tokens.get(first).start();
            int end = tokens.get(first + count).start();
            return denies(sentence, tokens, item.lang(), first - 1, first + count)
                    ? Optional.empty()
                    : Optional.of(sentence.substring(0, start) + sentence.substring(end));
        }
    },
    /** A sentence with one of its small words exchanged for another. */
    SMALL_WORDS {
        @Override
        Optional<String> make(Item item, String sentence, Random random) {
            List<Token> tokens = tokens(sentence, item.lang());
            List<Token> small = tokens.stream()
                    .filter(t -> t.kind() == Token.Kind.WORD && !t.content() && !t.capital())
                    .filter(t -> !LanguageSigns.of(item.lang()).negation().negated(t.folded()))
                    .toList();
            if (small.size() < 2) {
                return Optional.empty();
            }
            Token old = small.get(random.nextInt(small.size()));
            Token with = small.get(random.nextInt(small.size()));
            return Optional.of(sentence.substring(0, old.start())
                    + sentence.substring(with.start(), with.end())
                    + sentence.substring(old.end()));
        }
    },
    /** A question about the passage and its answer, side by side: the only words here that are not the passage's own. */
    ANSWERED {
        @Override
        Optional<String> make(Item item, String sentence, Random random) {
            if (item.asked().isEmpty()) {
                return Optional.empty();
            }
            Asked asked = item.asked().get(random.nextInt(item.asked().size()));
            String question = QUESTION.matcher(asked.question()).replaceAll("");
            boolean spaced =
                    !Alteration.SPACELESS.contains(item.lang()) || item.lang().equals("ko");
            return Optional.of(question + (spaced ? " " : "") + asked.answer());
        }
    };

    private static final TextReader READER = new TextReader(LanguageAnalyzers.standard());
    private static final Pattern BRACKETS = Pattern.compile(" ?[(（][^()（）]*[)）]");
    private static final Pattern CLAUSE = Pattern.compile("[,，、،;；](?!\\d)\\s*");
    private static final Pattern END = Pattern.compile("[.。!！।۔]\\s*$");
    private static final Pattern QUESTION = Pattern.compile("^[¿\\-\\s]+|[?？؟;\\s]+$");
    private static final int LEAST_CLAUSE = 8;

    /** Something that the passage says, around a sentence of it; empty where the rule does not apply. */
    abstract Optional<String> make(Item item, String sentence, Random random);

    private static List<Token> tokens(String sentence, String lang) {
        return READER.read(sentence, lang).tokens();
    }

    private static boolean denies(String sentence, List<Token> tokens, String lang, int from, int to) {
        boolean[] negations = LanguageSigns.of(lang).negation().in(sentence, tokens);
        for (int i = from; i <= Math.min(to, negations.length - 1); i++) {
            if (negations[i]) {
                return true;
            }
        }
        return false;
    }

    private static List<String> clauses(String sentence) {
        List<String> clauses = new ArrayList<>(Stream.of(CLAUSE.split(sentence)).toList());
        boolean tooShort = clauses.stream().anyMatch(clause -> clause.length() < LEAST_CLAUSE);
        return tooShort ? new ArrayList<>(List.of(sentence)) : clauses;
    }

    private static String comma(String lang) {
        return switch (lang) {
            case "ja" -> "、";
            case "zh", "zh-Hant" -> "，";
            case "ar", "fa", "ur" -> "، ";
            case "th" -> " ";
            default -> ", ";
        };
    }

    /** The sentences of a passage that say something. */
    static List<String> sentences(Item item) {
        boolean spaceless = Alteration.SPACELESS.contains(item.lang());
        return PassageSplitter.sentences(item.text(), item.lang()).stream()
                .map((Span span) -> span.of(item.text()))
                .filter(s -> s.codePoints().filter(Character::isLetter).count() >= (spaceless ? 10 : 20))
                .filter(s -> s.length() < 600)
                .toList();
    }
}
