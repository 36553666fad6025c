package dev.nuri.web.rest;

import java.util.HashMap;
import java.util.Map;

/** A model on a server that does as it is told. */
public class ServedModelProfile extends LoopbackProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
        settings.put("nuri.model", "skt/A.X-K1");
        settings.put("nuri.model.url", new ModelServer().url());
        return settings;
    }
}
