package dev.nuri.indexer.ingest;

import crawlercommons.robots.SimpleRobotRules;
import crawlercommons.robots.SimpleRobotRules.RobotRulesMode;
import crawlercommons.robots.SimpleRobotRulesParser;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What sites ask of programs, in robots.txt (RFC 9309): which pages not to fetch, and how long to wait between requests.
 * A site without one allows everything, one whose file cannot be had nothing. Read once for each origin. Thread-safe.
 */
final class Robots {

    private static final String TOKEN = "nuri";
    private static final int MAX_BYTES = 500 << 10;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    private final Source source;
    private final Map<String, Rules> sites = new ConcurrentHashMap<>();
    private final Map<String, Long> nextRequest = new ConcurrentHashMap<>();

    /** Fetches a robots.txt, redirects followed. */
    @FunctionalInterface
    interface Source {
        WebClient.Answer get(URI at, WebClient.Body body) throws UrlFetcher.FetchFailure;
    }

    /**
     * What a site asks.
     *
     * @param trouble why that is not known, as a sentence; empty when it is
     */
    private record Rules(SimpleRobotRules rules, String trouble) {

        static Rules of(RobotRulesMode mode, String trouble) {
            return new Rules(new SimpleRobotRules(mode), trouble);
        }
    }

    Robots(Source source) {
        this.source = source;
    }

    /** Throws when the site does not want the page fetched. */
    void check(URI page) throws UrlFetcher.FetchFailure {
        Rules site = of(page);
        if (!site.trouble().isEmpty()) {
            throw new UrlFetcher.FetchFailure(site.trouble(), false, null);
        }
        if (!site.rules().isAllowed(page.toString())) {
            throw new UrlFetcher.FetchFailure(
                    "The site's robots.txt does not allow it to be fetched; nuri.fetch.robots=false fetches it all the"
                            + " same.",
                    false,
                    null);
        }
    }

    /** How long the next request to the site has to wait; it counts as sent then. */
    Duration pauseBefore(URI page) {
        long delayMillis = of(page).rules().getCrawlDelay();
        if (delayMillis <= 0) {
            return Duration.ZERO;
        }
        long delay = Math.min(delayMillis, LONGEST_PAUSE.toMillis()) * 1_000_000;
        long now = System.nanoTime();
        long next =
                nextRequest.merge(WebAddress.origin(page), now + delay, (before, _) -> Math.max(now, before) + delay);
        return Duration.ofNanos(Math.max(0, next - delay - now));
    }

    private Rules of(URI page) {
        return sites.computeIfAbsent(WebAddress.origin(page), this::load);
    }

    private Rules load(String origin) {
        URI at = URI.create(origin + "/robots.txt");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            WebClient.Answer answer = source.get(at, (_, body) -> WebClient.copy(body, bytes, MAX_BYTES));
            if (answer.isSuccess()) {
                SimpleRobotRules rules = new SimpleRobotRulesParser()
                        .parseContent(at.toString(), bytes.toByteArray(), "text/plain", List.of(TOKEN));
                return new Rules(rules, "");
            }
            return answer.status() >= 400 && answer.status() < 500
                    ? Rules.of(RobotRulesMode.ALLOW_ALL, "")
                    : Rules.of(
                            RobotRulesMode.ALLOW_NONE,
                            "The site's robots.txt answers with status " + answer.status()
                                    + ", so that nothing of the site is fetched for now.");
        } catch (UrlFetcher.FetchFailure e) {
            return Rules.of(RobotRulesMode.ALLOW_NONE, e.getMessage());
        }
    }
}
