package dev.nuri.web.rest;

import dev.nuri.web.client.LocalNuri;
import dev.nuri.web.config.Settings;
import dev.nuri.web.config.SettingsReader;
import dev.nuri.web.engine.EngineStart;
import dev.nuri.web.engine.NuriEngine;
import dev.nuri.web.jobs.JobQueue;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;

/** The stages as beans. */
class NuriBeans {

    /** The settings the command line read; those of the running configuration where no command line was. */
    @Produces
    @Singleton
    Settings settings(Config config) {
        return EngineStart.begun() ? EngineStart.settings() : SettingsReader.read(config);
    }

    @Produces
    @Singleton
    @DefaultBean
    NuriEngine engine(Settings settings) {
        return EngineStart.begun() ? EngineStart.engine() : NuriEngine.open(settings);
    }

    @Produces
    @Singleton
    LocalNuri nuri(NuriEngine engine) {
        return new LocalNuri(engine);
    }

    @Produces
    @Singleton
    JobQueue jobs(NuriEngine engine, Measures measures) {
        return new JobQueue(
                engine.settings().dataDir(),
                engine.settings().minFreeDiskBytes(),
                engine.ingestor(),
                measures::ingested);
    }
}
