package dev.nuri.hw.opencl;

import dev.nuri.hw.Backend;
import dev.nuri.hw.BackendContract;

class OpenClContractTest extends BackendContract {
    @Override
    protected Backend backend() {
        return new OpenClBackend();
    }

    /** Its kernels multiply floats, which this bounds from below. */
    @Override
    protected int activationBits() {
        return 16;
    }
}
