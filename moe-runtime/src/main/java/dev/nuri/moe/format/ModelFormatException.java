package dev.nuri.moe.format;

import dev.nuri.moe.ModelInputException;
import java.nio.file.Path;

/** A model file breaks a rule of its format. Names the file, the byte where it does, and the rule. */
public final class ModelFormatException extends ModelInputException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long offset;
    private final String rule;

    /**
     * @param file the file
     * @param offset byte offset in the file of the field that breaks the rule
     * @param rule the rule and the value found, in words
     */
    public ModelFormatException(Path file, long offset, String rule) {
        super(file + ", byte " + offset + ": " + rule);
        this.file = file.toString();
        this.offset = offset;
        this.rule = rule;
    }

    /** The file. */
    public String file() {
        return file;
    }

    /** Byte offset in the file. */
    public long offset() {
        return offset;
    }

    /** The rule and the value found. */
    public String rule() {
        return rule;
    }
}
