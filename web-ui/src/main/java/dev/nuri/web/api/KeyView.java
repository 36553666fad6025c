package dev.nuri.web.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;

/**
 * An API key as it is shown.
 *
 * @param id names it
 * @param name for people
 * @param state valid, or why it opens nothing
 * @param verbs of {@code read}, {@code write} and {@code admin}
 * @param collections that it is for; absent for all
 * @param principals who its bearer is; absent when it reads every document
 * @param created when it was made
 * @param expires when it ends; absent for never
 * @param revoked when it was revoked; absent when it was not
 * @param key the secret, only in the answer to its making
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KeyView(
        String id,
        String name,
        String state,
        List<String> verbs,
        List<String> collections,
        List<String> principals,
        Instant created,
        Instant expires,
        Instant revoked,
        String key) {}
