package dev.nuri.web.access;

import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How much one caller, and all of them together, may ask for. Whoever owns the machine counts among all, and has no
 * rate of his own. Thread-safe.
 */
public final class Limits {

    /** Callers whose rate is remembered. */
    private static final int REMEMBERED = 10_000;

    private static final int SECONDS_OF_A_DAY = 86_400;

    /** Failed attempts of one address. */
    private static final int FAILURES_PER_MINUTE = 600;

    /**
     * The limits.
     *
     * @param perSecond requests of one caller, on average
     * @param burst requests of one caller that may come at once after a pause
     * @param atOnce requests of one caller under way
     * @param total requests of all callers under way
     * @param answers those of them that ask for an answer, which costs many times as much as a search
     * @param jobs of all callers that wait to be done
     * @param tokens of a language model that one caller may use in a day; 0 for any number
     */
    public record Rates(int perSecond, int burst, int atOnce, int total, int answers, int jobs, long tokens) {}

    /**
     * Why a request is not let in.
     *
     * @param status 429 when this caller asks for too much, 503 when all together do
     * @param retryAfter when it may be
     * @param sentence for the caller
     */
    public record Refusal(int status, Duration retryAfter, String sentence) {}

    /** What one caller has asked for. */
    private static final class Account {
        private final Bucket bucket;
        /** Tokens left, fewer than none after an answer that took more; null where there is no limit. */
        private final Bucket tokens;

        private int underWay;

        private Account(Bucket bucket, Bucket tokens) {
            this.bucket = bucket;
            this.tokens = tokens;
        }
    }

    private final Rates rates;
    private final Map<String, Account> accounts = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, Bucket> failures = new LinkedHashMap<>(16, 0.75f, true);
    private int underWay;
    private int answersUnderWay;

    public Limits(Rates rates) {
        this.rates = rates;
    }

    /**
     * Lets a request in, which must {@link #leave} then; or says why not.
     *
     * @param answer whether it asks for an answer
     */
    public synchronized Optional<Refusal> enter(Caller caller, boolean answer) {
        if (underWay >= rates.total()) {
            return Optional.of(new Refusal(
                    503,
                    Duration.ofSeconds(1),
                    "The server does as much at once as it may (nuri.limit.total is " + rates.total()
                            + "); try again in a moment."));
        }
        if (answer && answersUnderWay >= rates.answers()) {
            return Optional.of(tooManyAnswers());
        }
        Optional<Refusal> refusal = answer ? usedUp(caller) : Optional.empty();
        if (refusal.isEmpty() && caller.limited()) {
            refusal = charge(account(caller));
        }
        if (refusal.isEmpty()) {
            underWay++;
            answersUnderWay += answer ? 1 : 0;
        }
        return refusal;
    }

    private Optional<Refusal> charge(Account account) {
        if (account.underWay >= rates.atOnce()) {
            return Optional.of(new Refusal(
                    429,
                    Duration.ofSeconds(1),
                    "This key has " + rates.atOnce() + " requests under way, the most it may (nuri.limit.at-once)."));
        }
        var probe = account.bucket.tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            return Optional.of(new Refusal(
                    429,
                    Duration.ofNanos(probe.getNanosToWaitForRefill()),
                    "This key asks more often than " + rates.perSecond() + " times a second (nuri.limit.rate)."));
        }
        account.underWay++;
        return Optional.empty();
    }

    /** Ends a request that was let in. */
    public synchronized void leave(Caller caller, boolean answer) {
        underWay--;
        answersUnderWay -= answer ? 1 : 0;
        if (caller.limited()) {
            account(caller).underWay--;
        }
    }

    /**
     * Lets an answer begin in a request that was let in before it was known what for, which {@link #answered} then; or says
     * why not.
     */
    public synchronized Optional<Refusal> answering(Caller caller) {
        Optional<Refusal> usedUp = usedUp(caller);
        if (usedUp.isPresent()) {
            return usedUp;
        }
        if (answersUnderWay >= rates.answers()) {
            return Optional.of(tooManyAnswers());
        }
        answersUnderWay++;
        return Optional.empty();
    }

    /** Ends what {@link #answering} let begin. */
    public synchronized void answered() {
        answersUnderWay--;
    }

    /** Takes tokens that a model used for a caller off those he has, also beyond them: it is known only afterwards. */
    public synchronized void spend(Caller caller, long tokens) {
        if (caller.limited() && rates.tokens() > 0 && tokens > 0) {
            account(caller).tokens.consumeIgnoringRateLimits(tokens);
        }
    }

    private Optional<Refusal> usedUp(Caller caller) {
        if (!caller.limited() || rates.tokens() == 0) {
            return Optional.empty();
        }
        var probe = account(caller).tokens.estimateAbilityToConsume(1);
        return probe.canBeConsumed()
                ? Optional.empty()
                : Optional.of(new Refusal(
                        429,
                        Duration.ofNanos(probe.getNanosToWaitForRefill()),
                        "This key has used the tokens of a language model that it has for a day (nuri.limit.tokens is "
                                + rates.tokens() + "); they come back little by little."));
    }

    private Refusal tooManyAnswers() {
        return new Refusal(
                503,
                Duration.ofSeconds(1),
                "The server finds as many answers at once as it may (nuri.limit.answers is " + rates.answers()
                        + "); try again in a moment.");
    }

    /** Requests under way. */
    public synchronized int underWay() {
        return underWay;
    }

    /** Counts a failed attempt; whether the address has failed too often. */
    public synchronized boolean failed(String address) {
        forgetEldest(failures);
        return !failures.computeIfAbsent(address, any -> bucket(FAILURES_PER_MINUTE, FAILURES_PER_MINUTE, 60))
                .tryConsume(1);
    }

    private Account account(Caller caller) {
        if (accounts.size() >= REMEMBERED) {
            accounts.values().removeIf(account -> account.underWay == 0 && accounts.size() >= REMEMBERED);
        }
        return accounts.computeIfAbsent(
                caller.name(),
                any -> new Account(
                        bucket(rates.burst(), rates.perSecond(), 1),
                        rates.tokens() == 0 ? null : bucket(rates.tokens(), rates.tokens(), SECONDS_OF_A_DAY)));
    }

    private static void forgetEldest(Map<String, ?> map) {
        if (map.size() >= REMEMBERED) {
            map.remove(map.keySet().iterator().next());
        }
    }

    private static Bucket bucket(long capacity, long refill, int seconds) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(capacity).refillGreedy(refill, Duration.ofSeconds(seconds)))
                .build();
    }
}
