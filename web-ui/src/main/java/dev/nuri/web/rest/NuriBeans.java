package dev.nuri.web.rest;

import dev.nuri.web.config.Key;
import dev.nuri.web.config.Settings;
import dev.nuri.web.config.SettingsSources;
import dev.nuri.web.engine.EngineStart;
import dev.nuri.web.engine.NuriEngine;
import dev.nuri.web.jobs.JobQueue;
import dev.nuri.web.traces.TracedIngestor;
import dev.nuri.web.traces.Traces;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.config.Config;

/** The stages as beans. */
class NuriBeans {

    /** The settings the command line read; those of the running configuration where no command line was. */
    @Produces
    @Singleton
    Settings settings(Config config) {
        return EngineStart.begun() ? EngineStart.settings() : SettingsSources.read(own(config));
    }

    private static Map<String, String> own(Config config) {
        Map<String, String> own = new HashMap<>();
        for (Key key : Key.values()) {
            config.getOptionalValue(key.key(), String.class).ifPresent(value -> own.put(key.key(), value));
        }
        return own;
    }

    @Produces
    @Singleton
    @DefaultBean
    NuriEngine engine(Settings settings) {
        return EngineStart.begun() ? EngineStart.engine() : NuriEngine.open(settings);
    }

    @Produces
    @Singleton
    JobQueue jobs(NuriEngine engine, Measures measures, Traces traces) {
        return new JobQueue(
                engine.settings().dataDir(),
                engine.settings().minFreeDiskBytes(),
                engine.settings().access().rates().jobs(),
                new TracedIngestor(engine.ingestor(), traces),
                engine.reindexer(),
                measures::ingested);
    }
}
