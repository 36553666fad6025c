package dev.nuri.opensearch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.indexer.Seeds;
import dev.nuri.indexer.SourceDocument;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IdOrderTest {

    @Test
    void passagesSortAsByTheirIds() {
        Random random = Seeds.random("IdOrderTest");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            String document = SourceDocument.idOf("c", "file:///" + random.nextInt(200));
            ids.add(document + "#" + random.nextInt(1 << random.nextInt(1, 17)));
        }
        assertThat(ids.stream().sorted(Comparator.comparingLong(IdOrder::of)))
                .isEqualTo(ids.stream().sorted().toList());
        assertThat(ids).allMatch(id -> IdOrder.of(id) >= 0);
    }

    @Test
    void anOrdinalIsAWord() {
        String document = SourceDocument.idOf("c", "file:///a");
        assertThat(List.of("0", "1", "10", "100", "11", "2", "99999").stream()
                        .map(ordinal -> IdOrder.of(document + "#" + ordinal)))
                .isSorted()
                .doesNotHaveDuplicates();
    }
}
