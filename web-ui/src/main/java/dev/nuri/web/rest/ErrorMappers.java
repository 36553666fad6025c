package dev.nuri.web.rest;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.web.access.AuditEvent;
import dev.nuri.web.access.AuditLog;
import dev.nuri.web.api.ErrorView;
import dev.nuri.web.api.openai.OpenAiErrorView;
import dev.nuri.web.api.openai.OpenAiException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Turns whatever a resource throws into {@link ErrorView}; a user never sees a stack trace. */
class ErrorMappers {

    private static final Logger LOG = Logger.getLogger(ErrorMappers.class);

    private final AuditLog audit;

    ErrorMappers(AuditLog audit) {
        this.audit = audit;
    }

    @ServerExceptionMapper
    RestResponse<ErrorView> known(NuriException e) {
        if (e.code().kind() == ErrorCode.Kind.INTERNAL) {
            LOG.error(e.getMessage(), e);
        }
        return response(Statuses.of(e.code()), ErrorView.of(e));
    }

    @ServerExceptionMapper
    RestResponse<ErrorView> forbidden(Forbidden e) {
        audit.write(AuditEvent.ACCESS_FORBIDDEN, null, "out of scope");
        return response(403, Refusals.forbidden(e.getMessage()));
    }

    @ServerExceptionMapper
    RestResponse<OpenAiErrorView> openAi(OpenAiException e) {
        return RestResponse.ResponseBuilder.<OpenAiErrorView>create(e.status())
                .entity(e.view())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .build();
    }

    /** OpenAI's clients read errors in its own shape, whichever part of Nuri they come from. */
    @ServerResponseFilter
    void openAi(ContainerRequestContext request, ContainerResponseContext response) {
        if (Guard.isOpenAi(request.getUriInfo().getPath()) && response.getEntity() instanceof ErrorView error) {
            response.setEntity(OpenAiErrorView.of(response.getStatus(), error));
        }
    }

    /** Named apart because the platform has a mapper of its own for the narrower of the two. */
    @ServerExceptionMapper({JsonProcessingException.class, MismatchedInputException.class})
    RestResponse<ErrorView> json(JsonProcessingException e) {
        if (e.getCause() instanceof NuriException known) {
            return known(known);
        }
        return response(400, ErrorView.of(ErrorCode.INVALID_INPUT, sentence(e)));
    }

    @ServerExceptionMapper
    RestResponse<ErrorView> http(WebApplicationException e) {
        if (e.getCause() instanceof JsonProcessingException json) {
            return json(json);
        }
        if (e.getCause() instanceof NuriException known) {
            return known(known);
        }
        int status = e.getResponse().getStatus();
        if (status >= 500) {
            LOG.error("A request failed", e);
        }
        return response(status, HttpErrors.of(status));
    }

    /** Nobody reads what is sent then. */
    @ServerExceptionMapper
    RestResponse<ErrorView> goneAway(CancellationException e) {
        LOG.debug("A client went away; its work was stopped");
        return response(408, HttpErrors.of(408));
    }

    @ServerExceptionMapper
    RestResponse<ErrorView> unknown(Throwable e) {
        if (e.getCause() instanceof NuriException known) {
            return known(known);
        }
        if (e instanceof IOException && "Request too large".equals(e.getMessage())) {
            return response(413, HttpErrors.of(413));
        }
        LOG.error("A request failed", e);
        return response(500, HttpErrors.of(500));
    }

    static RestResponse<ErrorView> response(int status, ErrorView body) {
        var builder = RestResponse.ResponseBuilder.<ErrorView>create(status)
                .entity(body)
                .type(MediaType.APPLICATION_JSON_TYPE);
        return Statuses.retry(status) ? builder.header("Retry-After", "1").build() : builder.build();
    }

    /** What is wrong with the JSON, without the names of classes that Jackson's own messages carry. */
    private static String sentence(JsonProcessingException e) {
        if (e instanceof UnrecognizedPropertyException unknown) {
            return "There is no field '" + unknown.getPropertyName() + "' here; known are "
                    + unknown.getKnownPropertyIds().stream()
                            .map(Object::toString)
                            .sorted()
                            .collect(Collectors.joining(", "))
                    + ".";
        }
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            String field = mapping.getPath().stream()
                    .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : r.getFieldName())
                    .collect(Collectors.joining("."));
            return "The field '" + field + "' has the wrong type.";
        }
        JsonLocation at = e.getLocation();
        return at == null
                ? "The body is not the JSON object expected here."
                : "The body is not the JSON object expected here, at line " + at.getLineNr() + ", column "
                        + at.getColumnNr() + ".";
    }
}
