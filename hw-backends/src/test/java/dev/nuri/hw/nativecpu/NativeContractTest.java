package dev.nuri.hw.nativecpu;

import dev.nuri.hw.Backend;
import dev.nuri.hw.BackendContract;

class NativeContractTest extends BackendContract {
    @Override
    protected Backend backend() {
        return new NativeBackend();
    }

    @Override
    protected int activationBits() {
        return 16;
    }
}
