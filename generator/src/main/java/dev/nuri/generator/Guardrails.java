package dev.nuri.generator;

import dev.nuri.generator.guardrail.LayeredGuardrail;
import dev.nuri.generator.guardrail.ListsFolder;
import dev.nuri.indexer.Embedder;
import java.nio.file.Path;
import org.jboss.logging.Logger;

/** Makes filters. */
public final class Guardrails {

    private static final Logger AUDIT = Logger.getLogger("nuri.audit");

    private Guardrails() {}

    /**
     * The filter of a policy.
     *
     * @param policy what is done about what is found; where it allows everything, nothing is looked at
     * @param lists folder with {@code allow.txt} and {@code deny.txt}, and folders of collections that have their own; may
     *     be missing
     * @param embedder the service's; where it is the one the classifier was trained with, what is known of one language
     *     helps in others; null for none
     * @param model a guard model that is asked after the other layers; null for none
     * @throws dev.nuri.indexer.NuriException naming file and line of a bad term
     */
    public static Guardrail of(GuardPolicy policy, Path lists, Embedder embedder, GuardModel model) {
        return policy.isOff()
                ? Guardrail.NONE
                : new LayeredGuardrail(policy, ListsFolder.read(lists), embedder, model, AUDIT::info);
    }
}
