package dev.nuri.generator;

import dev.langchain4j.model.chat.StreamingChatModel;
import java.nio.file.Path;

/**
 * A chat model that somebody else brings: any that LangChain4j knows. Found by {@link java.util.ServiceLoader};
 * {@code nuri.model} set to its name makes it write the answers.
 */
public interface ChatModelProvider {

    /** Value of {@code nuri.model} that chooses it, and name shown as the answer's {@code model}. */
    String name();

    /**
     * Opens the model, once, in the background.
     *
     * @param dataDir Nuri's data folder
     * @return closed with Nuri if it is {@link AutoCloseable}
     * @throws RuntimeException when it cannot be opened; answers then quote, and say why
     */
    StreamingChatModel open(Path dataDir);
}
