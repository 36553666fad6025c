package dev.nuri.hw.vector;

import dev.nuri.hw.Backend;
import dev.nuri.hw.BackendContract;

class VectorContractTest extends BackendContract {
    @Override
    protected Backend backend() {
        return new VectorBackend();
    }
}
