package dev.nuri.indexer.hostile;

import java.util.ArrayList;
import java.util.List;

/** Names of members that try to be more than names. */
final class MemberNames {

    private MemberNames() {}

    /** Names of which some would lead to {@code target} if they were followed. */
    static List<String> all(String target) {
        List<String> names = new ArrayList<>();
        for (int depth : new int[] {1, 2, 5, 20}) {
            for (String step : List.of("../", "..\\", "./../", "....//", "..;/", "%2e%2e/", "..%2f", "\u2024\u2024/")) {
                names.add(step.repeat(depth) + "evil.txt");
                names.add("a/" + step.repeat(depth) + "evil.txt");
            }
        }
        names.addAll(List.of(
                target,
                "/" + target,
                "//127.0.0.1/share/evil.txt",
                "\\\\127.0.0.1\\share\\evil.txt",
                "C:\\evil.txt",
                "C:evil.txt",
                "\\\\?\\C:\\evil.txt",
                "file:///tmp/evil.txt",
                "~/evil.txt",
                "~root/evil.txt",
                "$HOME/evil.txt",
                "`id`.txt",
                "$(id).txt",
                "; rm -rf x;.txt",
                "| cat.txt",
                "-rf.txt",
                "--help.txt",
                "nul.txt",
                "CON",
                "aux.txt",
                "lpt1.txt",
                "a:b.txt",
                "a.txt:stream",
                "a.txt.",
                "a.txt ",
                " .txt",
                ".",
                "..",
                "a//b.txt",
                "a/./b.txt",
                "a!/b.txt",
                "!/",
                "a\u0000b.txt",
                "a\u0001\u001b[31mb.txt",
                "a\r\nb.txt",
                "\u202Etxt.exe",
                "\u200B",
                "\uFEFF",
                "\u0430dmin.txt",
                "<script>alert(1)</script>.txt",
                "\"><img src=x onerror=alert(1)>.txt",
                "' OR 1=1 --.txt",
                "%s%n%x.txt",
                "{{7*7}}.txt",
                "${jndi:ldap://127.0.0.1/a}.txt",
                "x".repeat(300) + ".txt",
                "x".repeat(60_000) + ".txt",
                "a/".repeat(5_000) + "b.txt",
                "가".repeat(10_000) + ".txt"));
        return names;
    }
}
