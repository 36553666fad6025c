package dev.nuri.web.engine;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.nuri.generator.AnswerModel;
import dev.nuri.generator.ChatModelProvider;
import dev.nuri.generator.ModelChat;
import dev.nuri.web.config.Settings;
import java.util.List;
import org.jboss.logging.Logger;

/** A chat model that somebody else brings, which opens while the server starts. */
final class ProvidedModel implements AnswerModel {

    private static final Logger LOG = Logger.getLogger(ProvidedModel.class);

    private final String name;
    private final Limits limits;
    private final Loading<StreamingChatModel> loading;

    ProvidedModel(ChatModelProvider provider, ModelRole role, Settings settings) {
        name = provider.name();
        limits = role.of(settings).limits();
        loading = new Loading<>("The model " + name, role.wayOut(), () -> provider.open(settings.dataDir()));
    }

    @Override
    public String id() {
        return name;
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public StreamingHandle start(List<ChatMessage> messages, Form form, StreamingChatResponseHandler handler) {
        return AnswerModel.over(name, loading.get(), limits).start(messages, form, handler);
    }

    @Override
    public StreamingHandle chat(ModelChat chat, StreamingChatResponseHandler handler) {
        return AnswerModel.over(name, loading.get(), limits).chat(chat, handler);
    }

    @Override
    public boolean isLoading() {
        return loading.state().equals("loading");
    }

    @Override
    public void await() {
        var _ = loading.get();
    }

    @Override
    public void close() {
        if (!loading.failed() && loading.get() instanceof AutoCloseable model) {
            try {
                model.close();
            } catch (Exception e) {
                LOG.warnf("The model %s did not close: %s", name, e.getMessage());
            }
        }
    }
}
