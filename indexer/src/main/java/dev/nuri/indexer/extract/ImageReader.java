package dev.nuri.indexer.extract;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageInputStream;
import org.jboss.logging.Logger;

/** Pictures, read by OCR. */
final class ImageReader implements FormatReader {

    private static final Logger LOG = Logger.getLogger(ImageReader.class);

    /** An A0 page at 300 dpi has 139 million. */
    static final long MAX_PIXELS = 200_000_000;

    private final Ocr ocr;

    ImageReader(Ocr ocr) {
        this.ocr = ocr;
    }

    @Override
    public Draft read(Source source, Job job) throws IOException, ReadFailure {
        refuseAbsurdSize(source.file());
        if (!ocr.isInstalled()) {
            throw new ReadFailure("ocr", Ocr.MISSING);
        }
        Draft draft = job.draft();
        TextReader.write(ocr.read(source.file(), job.budget().timeForOcr()), draft.text);
        if (draft.text.isEmpty()) {
            throw new ReadFailure("ocr", "OCR found no text in the image.");
        }
        draft.warn("The text was read by OCR.");
        return draft;
    }

    /** The header alone tells what reading it would take. */
    private static void refuseAbsurdSize(Path file) throws ReadFailure {
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            Iterator<javax.imageio.ImageReader> readers = ImageIO.getImageReaders(in);
            if (readers.hasNext()) {
                javax.imageio.ImageReader header = readers.next();
                header.setInput(in, true, true);
                refuseAbsurdSize(header.getWidth(0), header.getHeight(0));
                header.dispose();
            }
        } catch (IOException | RuntimeException e) {
            // Formats that the JDK does not know, and headers it finds broken, are for the OCR program to judge.
            LOG.tracef(e, "The size of %s is not known", file);
        }
    }

    private static void refuseAbsurdSize(int width, int height) throws ReadFailure {
        if ((long) width * height > MAX_PIXELS) {
            throw new ReadFailure(
                    "limit",
                    "The image has " + width + " x " + height + " pixels, more than the limit of " + MAX_PIXELS + ".");
        }
    }
}
