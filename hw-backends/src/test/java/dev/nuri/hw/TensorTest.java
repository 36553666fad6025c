package dev.nuri.hw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class TensorTest {
    private final Buffer buffer = HostBuffer.of(MemorySegment.ofArray(new float[24]));

    @Test
    void viewsAddressTheirPart() {
        Tensor whole = Tensor.of(buffer, 0, TensorType.F32, 4, 3, 2);
        assertThat(whole.rowOffset(1, 2)).isEqualTo((12 + 8) * 4);
        Tensor part = whole.columns(2, 2).rows(1, 2).slices(1, 1);
        assertThat(part.rowOffset(0, 1)).isEqualTo((12 + 8 + 2) * 4);
        assertThat(part.isContiguous()).isFalse();
        assertThat(whole.reshape(6, 2, 2).rowOffset(1, 0)).isEqualTo(48);
    }

    @Test
    void refusesWhatLiesOutside() {
        assertThatThrownBy(() -> Tensor.of(buffer, 4, TensorType.F32, 4, 3, 2))
                .isInstanceOf(BackendInputException.class)
                .hasMessageContaining("does not fit in 96 bytes");
        assertThatThrownBy(() -> Tensor.of(buffer, 0, TensorType.F32, 0, 3, 2))
                .isInstanceOf(BackendInputException.class);
        Tensor whole = Tensor.of(buffer, 0, TensorType.F32, 4, 3, 2);
        assertThatThrownBy(() -> whole.rows(2, 2)).isInstanceOf(BackendInputException.class);
        assertThatThrownBy(() -> whole.columns(0, 2).reshape(6, 1, 2)).isInstanceOf(BackendInputException.class);
    }

    @Test
    void callsRefuseShapesThatDoNotFit() {
        Tensor x = Tensor.of(buffer, 0, TensorType.F32, 4, 3, 1);
        Tensor out = Tensor.of(buffer, 48, TensorType.F32, 3, 2, 1);
        assertThatThrownBy(() -> new Call.MatMul(x, x, out))
                .isInstanceOf(BackendInputException.class)
                .hasMessageContaining("F32 [1][2][3]");
    }
}
