package dev.nuri.indexer.extract;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.List;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.io.IOUtils;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentInformation;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.interactive.form.PDAcroForm;
import org.apache.pdfbox.pdmodel.interactive.form.PDField;
import org.apache.pdfbox.pdmodel.interactive.form.PDTerminalField;
import org.apache.pdfbox.rendering.ImageType;
import org.apache.pdfbox.rendering.PDFRenderer;

/** PDF: lines by {@link PdfLines}, paragraphs and headings by {@link PdfLayout}; pages without text by OCR. */
final class PdfReader implements FormatReader {

    private static final int OCR_DPI = 300;
    private static final float POINTS_PER_INCH = 72;
    private static final float MAX_OCR_PIXELS = 40e6f;
    private static final int LISTED_PAGES = 20;

    private final Ocr ocr;

    PdfReader(Ocr ocr) {
        this.ocr = ocr;
    }

    @Override
    public Draft read(Source source, Job job) throws IOException, ReadFailure {
        try (PDDocument pdf = Loader.loadPDF(
                source.file().toFile(), "", null, null, IOUtils.createTempFileOnlyStreamCache())) {
            Draft draft = job.draft();
            describe(pdf, draft);
            List<List<PdfLine>> pages = new PdfLines().of(pdf);
            List<Integer> scanned = scanned(pdf, pages);
            if (!scanned.isEmpty() && ocr.isInstalled()) {
                scanned = recognise(pdf, scanned, pages, job, draft);
            }
            new PdfLayout(PdfOutline.of(pdf)).write(pages, draft.text);
            writeForm(pdf, draft);
            report(scanned, draft);
            return draft;
        }
    }

    private static void describe(PDDocument pdf, Draft draft) {
        PDDocumentInformation info = pdf.getDocumentInformation();
        draft.title(info.getTitle());
        draft.metadata("author", info.getAuthor());
        draft.metadata("created", date(info.getCreationDate()));
        draft.metadata("modified", date(info.getModificationDate()));
        draft.metadata("language", pdf.getDocumentCatalog().getLanguage());
    }

    private static String date(Calendar date) {
        return date == null ? null : date.toInstant().toString();
    }

    /** Indices of pages that show images but no text. */
    private static List<Integer> scanned(PDDocument pdf, List<List<PdfLine>> pages) throws IOException {
        List<Integer> scanned = new ArrayList<>();
        for (int i = 0; i < pages.size(); i++) {
            if (pages.get(i).isEmpty() && hasImage(pdf.getPage(i))) {
                scanned.add(i);
            }
        }
        return scanned;
    }

    private static boolean hasImage(PDPage page) throws IOException {
        PDResources resources = page.getResources();
        if (resources == null) {
            return false;
        }
        for (COSName name : resources.getXObjectNames()) {
            if (resources.isImageXObject(name) || !resources.isImageXObject(name) && resources.getXObject(name) != null) {
                return true;
            }
        }
        return false;
    }

    /** Reads scanned pages while time allows; those left over are returned. */
    private List<Integer> recognise(
            PDDocument pdf, List<Integer> scanned, List<List<PdfLine>> pages, Job job, Draft draft) throws IOException {
        PDFRenderer renderer = new PDFRenderer(pdf);
        List<Integer> left = new ArrayList<>();
        for (int page : scanned) {
            Path image = Files.createTempFile("page", ".png");
            try {
                ImageIO.write(renderer.renderImageWithDPI(page, dpi(pdf.getPage(page)), ImageType.GRAY), "png", image.toFile());
                pages.set(page, PdfLine.recognised(ocr.read(image, job.budget().timeForOcr())));
            } catch (ReadFailure e) {
                left.add(page);
            } finally {
                Files.deleteIfExists(image);
            }
        }
        if (left.size() < scanned.size()) {
            draft.warn("Text of scanned pages was read by OCR.");
        }
        return left;
    }

    /** The resolution OCR likes best, or less for a page too large for memory. */
    private static float dpi(PDPage page) {
        float area = page.getCropBox().getWidth() * page.getCropBox().getHeight();
        float most = (float) Math.sqrt(MAX_OCR_PIXELS / Math.max(1, area)) * POINTS_PER_INCH;
        return Math.min(OCR_DPI, most);
    }

    private static void writeForm(PDDocument pdf, Draft draft) {
        PDAcroForm form = pdf.getDocumentCatalog().getAcroForm(null);
        if (form == null) {
            return;
        }
        for (PDField field : form.getFieldTree()) {
            String value = field instanceof PDTerminalField ? field.getValueAsString() : "";
            if (value != null && !value.isBlank()) {
                draft.text.item(field.getPartialName() + ": " + value);
            }
        }
    }

    private void report(List<Integer> scanned, Draft draft) throws ReadFailure {
        if (scanned.isEmpty()) {
            return;
        }
        if (draft.text.isEmpty()) {
            throw new ReadFailure("ocr", ocr.isInstalled() ? "OCR found no text on its pages." : Ocr.MISSING);
        }
        String list = scanned.stream()
                .limit(LISTED_PAGES)
                .map(page -> Integer.toString(page + 1))
                .collect(Collectors.joining(", "));
        String more = scanned.size() > LISTED_PAGES ? " and " + (scanned.size() - LISTED_PAGES) + " more" : "";
        draft.warn("Scanned pages were not read: " + list + more + ". "
                + (ocr.isInstalled() ? "OCR took too long." : Ocr.MISSING));
    }
}
