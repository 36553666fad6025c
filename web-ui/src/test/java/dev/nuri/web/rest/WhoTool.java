package dev.nuri.web.rest;

import dev.nuri.web.access.CurrentCaller;
import io.quarkiverse.mcp.server.Tool;
import jakarta.inject.Singleton;

/** Tells an assistant who it is, as every tool could. */
@Singleton
class WhoTool {

    private final CurrentCaller caller;

    WhoTool(CurrentCaller caller) {
        this.caller = caller;
    }

    @Tool(name = "who_am_i", description = "Tells who calls.")
    String whoAmI() {
        return caller.get().name() + " " + caller.get().viewer().collections();
    }
}
