package dev.nuri.indexer.extract;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import org.apache.tika.detect.EncodingDetector;
import org.apache.tika.metadata.Metadata;

/** Lets Tika's parsers tell charsets as we do, such as that of an archive's entry names. */
final class CharsetEncodingDetector implements EncodingDetector {

    private static final long serialVersionUID = 1;
    private static final int SAMPLE_BYTES = 1 << 16;

    private transient CharsetGuesser guesser;

    @Override
    public Charset detect(InputStream input, Metadata metadata) throws IOException {
        input.mark(SAMPLE_BYTES + 1);
        byte[] sample = input.readNBytes(SAMPLE_BYTES);
        input.reset();
        if (guesser == null) {
            guesser = new CharsetGuesser();
        }
        return guesser.guess(sample, null);
    }
}
