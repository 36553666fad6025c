package dev.nuri.web.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nuri.web.api.Json;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;

/** Bodies are read and written as everywhere else in Nuri. */
@Singleton
class StrictJson implements ObjectMapperCustomizer {

    @Override
    public void customize(ObjectMapper mapper) {
        Json.strict(mapper);
    }
}
