package dev.nuri.indexer.hostile;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** What can happen to a file. */
enum Damage {
    /** The end is missing. */
    CUT(true) {
        @Override
        byte[] to(byte[] good, Supplier<byte[]> other, RandomGenerator random) {
            return Arrays.copyOf(good, random.nextInt(good.length));
        }
    },
    /** Some bits are flipped. */
    FLIP(true) {
        @Override
        byte[] to(byte[] good, Supplier<byte[]> other, RandomGenerator random) {
            byte[] bytes = good.clone();
            for (int n = random.nextInt(1, 21); n > 0; n--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            return bytes;
        }
    },
    /** A stretch is zeros. */
    ZERO(true) {
        @Override
        byte[] to(byte[] good, Supplier<byte[]> other, RandomGenerator random) {
            byte[] bytes = good.clone();
            int from = random.nextInt(bytes.length);
            Arrays.fill(bytes, from, Math.min(bytes.length, from + random.nextInt(1, 1025)), (byte) 0);
            return bytes;
        }
    },
    /** Two stretches have changed places. */
    SWAP(true) {
        @Override
        byte[] to(byte[] good, Supplier<byte[]> other, RandomGenerator random) {
            byte[] bytes = good.clone();
            int size = Math.max(1, Math.min(bytes.length / 3, random.nextInt(1, 2049)));
            int a = random.nextInt(Math.max(1, bytes.length / 2 - size));
            int b = bytes.length / 2 + random.nextInt(Math.max(1, bytes.length - bytes.length / 2 - size));
            for (int i = 0; i < size && b + i < bytes.length; i++) {
                byte kept = bytes[a + i];
                bytes[a + i] = bytes[b + i];
                bytes[b + i] = kept;
            }
            return bytes;
        }
    },
    /** The name promises another format. */
    RENAMED(false) {
        @Override
        byte[] to(byte[] good, Supplier<byte[]> other, RandomGenerator random) {
            return good;
        }
    },
    /** Two files in one. */
    JOINED(false) {
        @Override
        byte[] to(byte[] good, Supplier<byte[]> other, RandomGenerator random) {
            byte[] second = other.get();
            byte[] bytes = Arrays.copyOf(good, good.length + second.length);
            System.arraycopy(second, 0, bytes, good.length, second.length);
            return bytes;
        }
    },
    /** Packed again and again, each time with a flaw. */
    NESTED(false) {
        @Override
        byte[] to(byte[] good, Supplier<byte[]> other, RandomGenerator random) {
            byte[] bytes = good;
            for (int n = random.nextInt(1, 9); n > 0; n--) {
                byte[] inner = bytes;
                bytes = switch (random.nextInt(3)) {
                    case 0 -> Packed.gzip(out -> out.write(inner));
                    case 1 -> Packed.tar(Map.of("inner", inner));
                    default -> Packed.zip(Map.of("inner", out -> out.write(inner)));
                };
            }
            return FLIP.to(bytes, other, random);
        }
    };

    private final boolean losesContent;

    Damage(boolean losesContent) {
        this.losesContent = losesContent;
    }

    /** Whether what is read afterwards may not differ from what was there without a word about it. */
    boolean losesContent() {
        return losesContent;
    }

    /** A damaged copy; {@code good} is not empty. */
    abstract byte[] to(byte[] good, Supplier<byte[]> other, RandomGenerator random);
}
