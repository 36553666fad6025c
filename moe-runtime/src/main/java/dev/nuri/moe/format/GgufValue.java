package dev.nuri.moe.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** A metadata value as the file has it. */
public sealed interface GgufValue {
    /** The type in the file. */
    GgufType type();

    /** A whole number. UINT64 values above the greatest long are refused by the reader. */
    record Int(GgufType type, long value) implements GgufValue {}

    /** A floating-point number. */
    record Real(GgufType type, double value) implements GgufValue {}

    /** A truth value. */
    record Bool(boolean value) implements GgufValue {
        @Override
        public GgufType type() {
            return GgufType.BOOL;
        }
    }

    /** A string; bytes that are no UTF-8 became U+FFFD. */
    record Text(String value) implements GgufValue {
        @Override
        public GgufType type() {
            return GgufType.STRING;
        }
    }

    /** An array of strings. */
    record Texts(List<String> values) implements GgufValue {
        public Texts {
            values = List.copyOf(values);
        }

        @Override
        public GgufType type() {
            return GgufType.ARRAY;
        }
    }

    /** An array of numbers or truth values, kept as the file's bytes so that it takes no more memory than the file. */
    final class Numbers implements GgufValue {
        private final GgufType elementType;
        private final ByteBuffer bytes;

        Numbers(GgufType elementType, byte[] littleEndian) {
            this.elementType = elementType;
            this.bytes = ByteBuffer.wrap(littleEndian).order(ByteOrder.LITTLE_ENDIAN);
        }

        /** An INT32 array. */
        public static Numbers ofInts(int... values) {
            ByteBuffer out = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
            out.asIntBuffer().put(values);
            return new Numbers(GgufType.INT32, out.array());
        }

        /** A FLOAT32 array. */
        public static Numbers ofFloats(float... values) {
            ByteBuffer out = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
            out.asFloatBuffer().put(values);
            return new Numbers(GgufType.FLOAT32, out.array());
        }

        @Override
        public GgufType type() {
            return GgufType.ARRAY;
        }

        /** Type of each element. */
        public GgufType elementType() {
            return elementType;
        }

        /** Number of elements. */
        public int size() {
            return bytes.capacity() / elementType.leastBytes();
        }

        /** Element {@code i} as a double: exact but for 64-bit integers beyond 2^53. */
        public double real(int i) {
            return switch (elementType) {
                case FLOAT32 -> bytes.getFloat(4 * i);
                case FLOAT64 -> bytes.getDouble(8 * i);
                default -> integer(i);
            };
        }

        /** Element {@code i} as a long; fractions are cut. */
        public long integer(int i) {
            return switch (elementType) {
                case UINT8, BOOL -> Byte.toUnsignedLong(bytes.get(i));
                case INT8 -> bytes.get(i);
                case UINT16 -> Short.toUnsignedLong(bytes.getShort(2 * i));
                case INT16 -> bytes.getShort(2 * i);
                case UINT32 -> Integer.toUnsignedLong(bytes.getInt(4 * i));
                case INT32 -> bytes.getInt(4 * i);
                case UINT64, INT64 -> bytes.getLong(8 * i);
                default -> (long) real(i);
            };
        }

        byte[] bytes() {
            return bytes.array();
        }
    }
}
