package dev.nuri.web.rest;

import java.util.HashMap;
import java.util.Map;

/** Callers need keys; slow clients are given up after a second or so. */
public class KeysProfile extends LoopbackProfile {

    static final int AT_ONCE = 3;
    static final int ANSWERS = 5;
    static final int TOKENS = 5_000;

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
        settings.put("nuri.auth", "keys");
        settings.put("nuri.limit.at-once", Integer.toString(AT_ONCE));
        settings.put("nuri.limit.answers", Integer.toString(ANSWERS));
        settings.put("nuri.limit.tokens", Integer.toString(TOKENS));
        settings.put("nuri.limit.rate", "100000");
        settings.put("nuri.limit.burst", "100000");
        settings.put("nuri.limit.stall", "1s");
        settings.put("quarkus.http.idle-timeout", "5s");
        return settings;
    }
}
