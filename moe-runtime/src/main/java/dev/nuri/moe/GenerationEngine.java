package dev.nuri.moe;

import dev.nuri.hw.Device;
import dev.nuri.moe.cache.KvPool;
import dev.nuri.moe.cache.SharedPool;
import dev.nuri.moe.format.ModelFile;
import dev.nuri.moe.model.Decoder;
import dev.nuri.moe.model.Runner;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Answers many requests with one model at once. A thread of its own runs steps; in each, every request that is decoding
 * gets one token and the prompts of others are worked on piece by piece, so that a long prompt holds nobody up. Requests
 * that begin alike share the keys and values of their beginning, also with requests that have ended.
 *
 * <p>For any thread. Close it before its model; what still runs then fails.
 */
public final class GenerationEngine implements AutoCloseable {
    private final LanguageModel model;
    private final EngineSettings settings;
    private final int contextTokens;
    private final Decoder decoder;
    private final SharedPool pool;
    private final Runner runner;
    private final EngineLoop loop;
    private final BlockingQueue<Optional<LiveRequest>> incoming = new LinkedBlockingQueue<>();
    private final AtomicInteger held = new AtomicInteger(); // requests that wait or run
    private final Thread thread;
    private volatile boolean closing;
    private volatile Status status;

    /**
     * What an engine is doing.
     *
     * @param running requests that run
     * @param waiting requests that wait
     * @param cacheTokens tokens its cache holds
     * @param availableTokens those of them a new request could have
     * @param reusableTokens tokens whose keys and values a request with the same beginning would find
     */
    public record Status(int running, int waiting, int cacheTokens, int availableTokens, int reusableTokens) {}

    GenerationEngine(
            LanguageModel model,
            ModelFile file,
            Device device,
            Decoder decoder,
            EngineSettings settings,
            boolean larger) {
        this.model = model;
        this.settings = settings;
        this.decoder = decoder;
        this.contextTokens = Math.min(model.contextLength(), settings.cacheTokens());
        int pages = KvPool.pagesFor(settings.cacheTokens());
        this.pool = new SharedPool(device, decoder.cacheShapes(), pages, settings.cacheType());
        this.runner = new Runner(device, decoder, pool.pool());
        this.loop = new EngineLoop(
                settings,
                pool,
                runner,
                decoder.expertLayers(),
                ModelBytes.of(file, decoder),
                larger ? new ExpertResidency(file, decoder.expertLayers()) : null,
                grammar -> model.constraints().start(grammar),
                request -> {
                    held.decrementAndGet();
                    report();
                });
        report();
        this.thread = Thread.ofPlatform().name("nuri-engine").daemon().start(this::work);
    }

    /**
     * Starts a generation.
     *
     * @throws ModelInputException if the prompt is empty, has an unknown id, or does not fit in the context
     * @throws ModelResourceException if too many requests wait already, or the engine is closed
     */
    public Generation start(GenerationRequest request) {
        int[] prompt = request.promptIds(model);
        check(prompt);
        int capacity = (int) Math.min(contextTokens, (long) prompt.length + request.maxTokens());
        LiveRequest live = new LiveRequest(request, model, decoder.expertLayers(), prompt, capacity);
        int most = settings.mostRunning() + settings.mostWaiting();
        if (held.incrementAndGet() > most) {
            held.decrementAndGet();
            throw new ModelResourceException("the engine is busy: " + settings.mostRunning() + " requests may run and "
                    + settings.mostWaiting() + " wait; try again later");
        }
        synchronized (incoming) {
            if (closing) {
                throw closed();
            }
            incoming.add(Optional.of(live));
        }
        return live.generation();
    }

    /** Generates and waits. */
    public GenerationResult generate(GenerationRequest request) {
        return start(request).result();
    }

    /** Generates, giving each token to a listener on this thread; a listener that throws cancels. */
    public GenerationResult generate(GenerationRequest request, Consumer<GeneratedToken> listener) {
        return start(request).result(listener);
    }

    private void check(int[] prompt) {
        if (prompt.length == 0) {
            throw new ModelInputException("the prompt is empty");
        }
        if (prompt.length >= contextTokens) {
            throw new ModelInputException("the context of " + contextTokens + " tokens overflows by "
                    + (prompt.length + 1 - contextTokens) + ": the prompt has " + prompt.length
                    + ", and the answer needs at least 1");
        }
        for (int id : prompt) {
            if (id < 0 || id >= decoder.vocabularySize()) {
                throw new ModelInputException("token id must be in [0, " + decoder.vocabularySize() + "), got " + id);
            }
        }
    }

    /** What it is doing. */
    public Status status() {
        return status;
    }

    /** Tokens of prompt and answer a request can have. */
    public int contextTokens() {
        return contextTokens;
    }

    private void report() {
        int page = KvPool.PAGE_POSITIONS;
        status = new Status(
                loop.running(),
                Math.max(0, held.get() - loop.running()),
                pool.pool().pages() * page,
                pool.availablePages() * page,
                pool.publishedPages() * page);
    }

    private void work() {
        while (!closing) {
            try {
                receive();
                loop.step();
                report();
            } catch (InterruptedException e) {
                break; // nobody else knows this thread, so somebody ends the whole process
            } catch (RuntimeException | Error e) {
                loop.shutDown(new ModelInternalException("the engine failed: " + e, e));
            }
        }
        loop.shutDown(closed());
        for (Optional<LiveRequest> late : incoming) {
            late.ifPresent(request -> request.generation().fail(closed()));
        }
    }

    /** Takes what came; waits for something where there is nothing to do. */
    private void receive() throws InterruptedException {
        Optional<LiveRequest> next = loop.isIdle() ? incoming.take() : incoming.poll();
        while (next != null) {
            next.ifPresent(loop::add);
            next = incoming.poll();
        }
    }

    private static ModelResourceException closed() {
        return new ModelResourceException("the engine is closed");
    }

    @Override
    public void close() {
        synchronized (incoming) {
            if (closing) {
                return;
            }
            closing = true;
            incoming.add(Optional.empty());
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        runner.close();
        pool.close();
    }
}
