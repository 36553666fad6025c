package dev.nuri.hw;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** Finds the backends on the class path and chooses one, saying why. */
public final class Backends {
    /** The name that leaves the choice to preference. */
    public static final String AUTO = "auto";

    private Backends() {}

    /**
     * A choice.
     *
     * @param backend what was chosen
     * @param reason why, in a sentence for a person, with what else was looked at
     */
    public record Selection(Backend backend, String reason) {}

    /** All backends, the most preferred first; by name among equals. */
    public static List<Backend> all() {
        List<Backend> found = new ArrayList<>();
        ServiceLoader.load(Backend.class, Backends.class.getClassLoader()).forEach(found::add);
        found.sort(Comparator.comparingInt(Backend::preference).reversed().thenComparing(Backend::name));
        return found;
    }

    /**
     * Chooses a backend.
     *
     * @param name a backend's name, or {@link #AUTO}
     * @throws BackendInputException if no backend has that name
     * @throws BackendResourceException if the one named cannot run here
     */
    public static Selection select(String name) {
        return select(name, all());
    }

    static Selection select(String name, List<Backend> candidates) {
        return name.equals(AUTO) ? automatic(candidates) : named(name, candidates);
    }

    private static Selection named(String name, List<Backend> candidates) {
        Backend backend = candidates.stream()
                .filter(b -> b.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new BackendInputException("no backend is called '" + name + "'; there are: " + AUTO
                        + ", " + candidates.stream().map(Backend::name).collect(Collectors.joining(", "))));
        Backend.Availability probe = backend.probe();
        if (!probe.available()) {
            throw new BackendResourceException("backend '" + name + "' cannot run here: " + probe.reason());
        }
        return new Selection(backend, "'" + name + "' was asked for: " + probe.reason());
    }

    private static Selection automatic(List<Backend> candidates) {
        StringBuilder passedOver = new StringBuilder();
        for (Backend backend : candidates) {
            Backend.Availability probe = backend.probe();
            if (probe.available()) {
                return new Selection(
                        backend, "'" + backend.name() + "' is the best available: " + probe.reason() + passedOver);
            }
            passedOver.append("; not '").append(backend.name()).append("': ").append(probe.reason());
        }
        throw new BackendResourceException("no backend can run here" + passedOver);
    }
}
