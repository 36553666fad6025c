package dev.nuri.web.config;

/** A wrong key or value in the configuration, told in one sentence; it ends the start with exit code 2. */
public final class SettingsException extends RuntimeException {

    SettingsException(String message) {
        super(message);
    }
}
