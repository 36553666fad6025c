package dev.nuri.web.rest;

import dev.nuri.web.access.AuditLog;
import dev.nuri.web.access.Credentials;
import dev.nuri.web.access.Keys;
import dev.nuri.web.access.Limits;
import dev.nuri.web.access.OperatorKey;
import dev.nuri.web.config.Settings;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** What the door needs, as beans. */
class AccessBeans {

    @Produces
    @Singleton
    AuditLog audit(Settings settings) {
        return settings.audit();
    }

    @Produces
    @Singleton
    OperatorKey operatorKey(Settings settings) {
        return new OperatorKey(settings.dataDir());
    }

    @Produces
    @Singleton
    Credentials credentials(Settings settings, OperatorKey operator) {
        return new Credentials(new Keys(settings.dataDir()), operator);
    }

    @Produces
    @Singleton
    Limits limits(Settings settings) {
        return new Limits(settings.access().rates());
    }
}
