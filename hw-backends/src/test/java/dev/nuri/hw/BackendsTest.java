package dev.nuri.hw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class BackendsTest {
    private record Fake(String name, int preference, boolean available) implements Backend {
        @Override
        public Availability probe() {
            return new Availability(available, available ? "it is here" : "no driver");
        }

        @Override
        public List<DeviceInfo> devices() {
            return List.of();
        }

        @Override
        public boolean supports(Op op, TensorType type) {
            return false;
        }

        @Override
        public Device open(int index, DeviceOptions options) {
            throw new BackendResourceException("only named");
        }
    }

    private final List<Backend> candidates = List.of(new Fake("fast", 9, false), new Fake("slow", 1, true));

    @Test
    void autoTakesTheBestAvailableAndSaysWhy() {
        Backends.Selection selection = Backends.select("auto", candidates);
        assertThat(selection.backend().name()).isEqualTo("slow");
        assertThat(selection.reason()).contains("it is here").contains("not 'fast': no driver");
    }

    @Test
    void aNamedBackendIsNeverReplaced() {
        assertThatThrownBy(() -> Backends.select("fast", candidates))
                .isInstanceOf(BackendResourceException.class)
                .hasMessageContaining("no driver");
        assertThatThrownBy(() -> Backends.select("quick", candidates))
                .isInstanceOf(BackendInputException.class)
                .hasMessageContaining("fast, slow");
    }

    @Test
    void scalarIsFoundAsAService() {
        assertThat(Backends.select("scalar").backend().name()).isEqualTo("scalar");
        assertThat(Backends.all()).isSortedAccordingTo((a, b) -> b.preference() - a.preference());
    }
}
