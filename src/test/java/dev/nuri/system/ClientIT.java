package dev.nuri.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.client.Answer;
import dev.nuri.client.AnswerListener;
import dev.nuri.client.Hit;
import dev.nuri.client.Job;
import dev.nuri.client.NuriClient;
import dev.nuri.client.NuriClientException;
import dev.nuri.client.Question;
import dev.nuri.client.SearchQuery;
import dev.nuri.client.SearchResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java client against the packaged server: what a program does with Nuri in one day. */
class ClientIT {

    private static final String TEXT = "The lighthouse of Brandholm was finished in 1887. Its lamp is seen from 31 km."
            + " The keeper lived in a cottage of red brick beside the tower until 1964.";

    @TempDir
    Path temp;

    @Test
    void aProgramBringsDocumentsInSearchesAsksAndDeletes() throws Exception {
        try (NuriServer server = NuriServer.start(temp.resolve("data"));
                NuriClient nuri = NuriClient.at(server.url().toString())) {
            Job job =
                    nuri.await(nuri.upload("등대.txt", TEXT.getBytes(StandardCharsets.UTF_8), "towers"), progress -> {});
            assertThat(job.state()).isEqualTo(Job.State.DONE);
            assertThat(job.report().documents().added()).isEqualTo(1);

            SearchResult found =
                    nuri.search(SearchQuery.of("lighthouse lamp").in("towers").limit(3));
            Hit hit = found.hits().getFirst();
            assertThat(nuri.text(hit.documentId()).text().substring(hit.start(), hit.end()))
                    .isEqualTo(hit.text());
            assertThat(nuri.document(hit.documentId()).collection()).isEqualTo("towers");
            assertThat(nuri.collections()).anyMatch(c -> c.name().equals("towers") && c.documents() == 1);
            assertThat(nuri.suggest("lightho")).contains("lighthouse");

            Question question = Question.of("When was the lighthouse of Brandholm finished?")
                    .in("towers");
            StringBuilder streamed = new StringBuilder();
            List<String> steps = new ArrayList<>();
            Answer answer = nuri.ask(question, new AnswerListener() {
                @Override
                public void sources(List<Hit> hits) {
                    steps.add("sources");
                }

                @Override
                public void chunk(String text) {
                    steps.add("chunk");
                    streamed.append(text);
                }
            });
            assertThat(answer.verdict()).isEqualTo(Answer.Verdict.GROUNDED);
            assertThat(answer.text()).contains("1887").isEqualTo(streamed.toString());
            assertThat(steps).startsWith("sources", "chunk");
            Answer.Citation citation = answer.citations().getFirst();
            assertThat(TEXT.substring(citation.start(), citation.end())).isEqualTo(citation.quote());
            assertThat(nuri.ask(question).text()).isEqualTo(answer.text());

            nuri.delete(hit.documentId());
            assertThatThrownBy(() -> nuri.document(hit.documentId()))
                    .isInstanceOf(NuriClientException.class)
                    .extracting(e -> ((NuriClientException) e).status())
                    .isEqualTo(404);
        }
    }
}
