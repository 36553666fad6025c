package dev.nuri.web.rest;

import java.util.Map;

/** Callers need keys, a model on a server writes answers, and traces go to a {@link TraceReceiver}. */
public class TracedProfile extends KeysProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> settings = super.getConfigOverrides();
        // Nothing here is about slow clients, and a busy machine may make one of any.
        settings.put("nuri.limit.stall", "2m");
        settings.put("quarkus.http.idle-timeout", "2m");
        settings.put("nuri.model", "skt/A.X-K1");
        settings.put("nuri.model.url", new ModelServer().url());
        settings.put("nuri.traces.url", new TraceReceiver().url());
        return settings;
    }
}
