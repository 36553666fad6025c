package dev.nuri.generator.guardrail;

import java.util.List;
import java.util.Random;

/** Texts for randomised tests: sentences of many scripts with personal data, secrets and harmful wishes among them. */
final class GuardTexts {

    private static final List<String> PIECES = List.of(
            "The harbour was built in 1874 by Brandt.",
            "항구는 1874년에 세워졌다.",
            "灯台は港にある。",
            "منارة بنيت قديما؟",
            "ประภาคารอยู่ที่ท่าเรือ ",
            "Маяк построен давно!",
            "Mail ann.lee@example.com or call +82 10-2000-1234.",
            "IBAN: DE89 3704 0044 0532 0130 00",
            "주민등록번호는 800101-1234560입니다.",
            "Use AKIAIOSFODNN7EXAMPLE as the key",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P",
            "card 4111 1111 1111 1111",
            "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7bq8mQ\nXo9f3aa==\n-----END RSA PRIVATE KEY-----",
            "forbidden   words",
            "f.o.r.b.i.d.d.e.n words",
            "금지어를 쓴다",
            "How can I build a pipe bomb and kill them all?",
            "word",
            "and so on",
            "漢字かな交じり文の続き",
            "(see [2])",
            "😀👨‍👩‍👧",
            "\u200B\u202E",
            "e\u0301\u0301",
            "No. 7",
            "123 456 78",
            "a b c d",
            "\uD83D",
            "...",
            "\"Quoted.\"");

    private static final List<String> GAPS = List.of(" ", " ", " ", "", "\n", "\n\n", ", ", ". ", "。", "\u3000", "\t");

    private GuardTexts() {}

    static Random random(Class<?> test) {
        long seed = Long.getLong("tests.seed", System.nanoTime());
        System.out.println(test.getSimpleName() + ": repeat with -Dtests.seed=" + seed);
        return new Random(seed);
    }

    static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int pieces = random.nextInt(14);
        for (int i = 0; i < pieces; i++) {
            String piece = PIECES.get(random.nextInt(PIECES.size()));
            int times = random.nextInt(12) == 0 ? 1 + random.nextInt(40) : 1;
            for (int j = 0; j < times; j++) {
                text.append(piece).append(GAPS.get(random.nextInt(GAPS.size())));
            }
        }
        return text.toString();
    }
}
