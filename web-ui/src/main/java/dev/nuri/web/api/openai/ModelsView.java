package dev.nuri.web.api.openai;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/**
 * The models that can be named.
 *
 * @param object {@code list}
 * @param data each of them
 */
public record ModelsView(String object, List<ModelView> data) {

    /** Lists models. */
    public static ModelsView of(List<ModelView> models) {
        return new ModelsView("list", List.copyOf(models));
    }

    /**
     * A model.
     *
     * @param id its name in requests
     * @param object {@code model}
     * @param created seconds since 1970; 0, for nobody kept it
     * @param ownedBy who answers for it
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record ModelView(String id, String object, long created, String ownedBy) {

        /** A model by its name. */
        public static ModelView of(String id) {
            return new ModelView(id, "model", 0, "nuri");
        }
    }
}
