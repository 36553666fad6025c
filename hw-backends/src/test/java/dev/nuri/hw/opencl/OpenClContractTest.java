package dev.nuri.hw.opencl;

import dev.nuri.hw.Backend;
import dev.nuri.hw.BackendContract;

class OpenClContractTest extends BackendContract {
    @Override
    protected Backend backend() {
        return new OpenClBackend();
    }
}
