package dev.nuri.web.rest;

import dev.nuri.generator.AnswerModel;
import dev.nuri.indexer.Embedder;
import dev.nuri.web.api.CollectionsView;
import dev.nuri.web.api.openai.ModelsView;
import dev.nuri.web.api.openai.OpenAiException;
import dev.nuri.web.engine.NuriEngine;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds who stands behind the model of a request, and lists all that can be named. */
@Singleton
class ModelRoutes {

    /** The assistant over all documents; with a colon and a collection's name, over that one. */
    static final String NURI = "nuri";

    private static final String OF_COLLECTION = NURI + ":";

    private final Provider<NuriEngine> engine;
    private final CallersNuri nuri;
    private final Measures measures;

    ModelRoutes(Provider<NuriEngine> engine, CallersNuri nuri, Measures measures) {
        this.engine = engine;
        this.nuri = nuri;
        this.measures = measures;
    }

    /**
     * Who answers chats as {@code model}.
     *
     * @throws OpenAiException when nobody does
     */
    ModelRoute chat(String model) {
        String id = named(model);
        if (id.equals(NURI)) {
            return new GroundedRoute(nuri.get(), measures, null);
        }
        if (id.startsWith(OF_COLLECTION)) {
            String collection = id.substring(OF_COLLECTION.length());
            if (collections().noneMatch(collection::equals)) {
                throw OpenAiException.noModel("There is no collection '" + collection + "', so no model '" + id + "'.");
            }
            return new GroundedRoute(nuri.get(), measures, collection);
        }
        Optional<AnswerModel> writer = writer().filter(w -> w.id().equals(id));
        if (writer.isPresent()) {
            return new PlainRoute(writer.get(), engine.get().chats(), nuri.meter());
        }
        throw OpenAiException.noModel(
                "There is no model '" + id + "' that chats here; GET /v1/models lists those there are.");
    }

    /**
     * The embedder called {@code model}.
     *
     * @throws OpenAiException when it is not the one in use
     */
    Embedder embedder(String model) {
        String id = named(model);
        return embedder().filter(e -> e.id().equals(id)).orElseThrow(() -> {
            String instead = embedder().map(e -> "it is '" + e.id() + "'").orElse("none is in use");
            return OpenAiException.noModel("There is no embedder '" + id + "' here; " + instead + ".");
        });
    }

    private static String named(String model) {
        if (model == null || model.isBlank()) {
            throw OpenAiException.invalid("model", "model is missing: name one of GET /v1/models.");
        }
        return model;
    }

    /** Every model that can be named. */
    List<ModelsView.ModelView> all() {
        return Stream.of(
                        Stream.of(NURI),
                        collections().map(c -> OF_COLLECTION + c),
                        writer().stream().map(AnswerModel::id),
                        embedder().stream().map(Embedder::id))
                .flatMap(ids -> ids)
                .distinct()
                .map(ModelsView.ModelView::of)
                .toList();
    }

    private Stream<String> collections() {
        return nuri.get().collections().collections().stream().map(CollectionsView.CollectionView::name);
    }

    private Optional<AnswerModel> writer() {
        return Optional.ofNullable(engine.get().writer());
    }

    private Optional<Embedder> embedder() {
        return Optional.ofNullable(engine.get().embedder());
    }
}
