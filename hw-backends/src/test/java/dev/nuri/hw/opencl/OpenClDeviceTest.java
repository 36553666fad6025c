package dev.nuri.hw.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.hw.Backend;
import dev.nuri.hw.BackendInputException;
import dev.nuri.hw.BackendInternalException;
import dev.nuri.hw.BackendResourceException;
import dev.nuri.hw.Buffer;
import dev.nuri.hw.Call;
import dev.nuri.hw.Device;
import dev.nuri.hw.Stream;
import dev.nuri.hw.Tensor;
import dev.nuri.hw.TensorType;
import dev.nuri.hw.Tensors;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpenClDeviceTest {
    private final Backend backend = new OpenClBackend();

    @BeforeEach
    void needsADevice() {
        Backend.Availability probe = backend.probe();
        Assumptions.assumeTrue(probe.available(), "skipped: opencl cannot run: " + probe.reason());
    }

    @Test
    void nothingIsLeftBehindOnAnyPath() {
        int before = OpenClBackend.liveObjects();
        for (int i = 0; i < 20; i++) {
            try (Device device = backend.open(0);
                    Stream stream = device.newStream();
                    Buffer buffer = device.allocate(4 * 64)) {
                device.allocate(128); // the device closes what nobody did
                Tensor x = Tensor.of(buffer, 0, TensorType.F32, 64, 1, 1);
                stream.run(new Call.Scale(x, 2, x));
                assertThatThrownBy(() -> stream.run(new Call.Scale(x, 2, Tensors.f32(1, 1, 64))))
                        .isInstanceOf(BackendInputException.class)
                        .hasMessageContaining("HostBuffer");
                assertThatThrownBy(() -> device.allocate(Long.MAX_VALUE)).isInstanceOf(BackendResourceException.class);
                stream.finish();
            }
            assertThat(OpenClBackend.liveObjects()).isEqualTo(before);
        }
    }

    @Test
    void copiesAreQueuedInOrder() {
        try (Device device = backend.open(0);
                Stream one = device.newStream();
                Stream two = device.newStream();
                Buffer buffer = device.allocate(12)) {
            float[] out = new float[2];
            float[] zeros = {1, 1, 1};
            two.download(buffer, 0, MemorySegment.ofArray(zeros));
            two.finish();
            assertThat(zeros).containsOnly(0);
            one.upload(MemorySegment.ofArray(new float[] {1, 2}), buffer, 4);
            Tensor x = Tensor.of(buffer, 4, TensorType.F32, 2, 1, 1);
            one.run(new Call.Scale(x, 3, x));
            one.download(buffer, 4, MemorySegment.ofArray(out));
            one.finish();
            assertThat(out).containsExactly(3, 6);
            assertThatThrownBy(() -> one.upload(MemorySegment.ofArray(out), buffer, 8))
                    .isInstanceOf(BackendInputException.class);
        }
    }

    @Test
    void anIdOutOfBoundsIsToldAtTheEndAndTouchesNothing() {
        try (Device device = backend.open(0);
                Stream stream = device.newStream();
                Buffer buffer = device.allocate(1024)) {
            stream.upload(MemorySegment.ofArray(new int[] {1, 7}), buffer, 512);
            Tensor table = Tensor.of(buffer, 0, TensorType.F32, 8, 4, 1);
            Tensor ids = Tensor.of(buffer, 512, TensorType.I32, 2, 1, 1);
            Tensor out = Tensor.of(buffer, 768, TensorType.F32, 8, 2, 1);
            stream.run(new Call.GetRows(table, ids, out));
            assertThatThrownBy(stream::finish)
                    .isInstanceOf(BackendInputException.class)
                    .hasMessage("id must be in [0, 4), got 7");
            stream.finish(); // told once
        }
    }

    @Test
    void buffersOfAnotherDeviceAreRefused() {
        try (Device one = backend.open(0);
                Device two = backend.open(0);
                Stream stream = two.newStream();
                Buffer buffer = one.allocate(16)) {
            Tensor x = Tensor.of(buffer, 0, TensorType.F32, 4, 1, 1);
            assertThatThrownBy(() -> stream.run(new Call.Scale(x, 1, x))).isInstanceOf(BackendInputException.class);
        }
        assertThatThrownBy(() -> backend.open(99)).isInstanceOf(BackendInputException.class);
    }

    @Test
    void errorsCarryTheNameOfTheCode() {
        assertThat(ClErrors.of("clBuildProgram", -11))
                .isInstanceOf(BackendInternalException.class)
                .hasMessage("clBuildProgram failed with CL_BUILD_PROGRAM_FAILURE (-11)");
        assertThat(ClErrors.of("clFinish", -2)).isInstanceOf(BackendResourceException.class);
        assertThat(ClErrors.name(-9999)).isEqualTo("OpenCL error -9999");
    }
}
