package dev.nuri.indexer.extract;

import java.io.IOException;

/** Pictures, read by OCR. */
final class ImageReader implements FormatReader {

    private final Ocr ocr;

    ImageReader(Ocr ocr) {
        this.ocr = ocr;
    }

    @Override
    public Draft read(Source source, Job job) throws IOException, ReadFailure {
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
}
