package dev.nuri.indexer.extract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.apache.pdfbox.pdmodel.graphics.PDXObject;
import org.apache.pdfbox.pdmodel.graphics.form.PDFormXObject;
import org.apache.pdfbox.pdmodel.graphics.image.PDImageXObject;
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
    /** A page scanned at 72 dpi; beside pages with text, smaller images are pictures. */
    private static final long MIN_SCAN_PIXELS = 400_000;

    private static final int MAX_FORM_DEPTH = 3;

    private final Ocr ocr;

    PdfReader(Ocr ocr) {
        this.ocr = ocr;
    }

    @Override
    public Draft read(Source source, Job job) throws IOException, ReadFailure {
        try (PDDocument pdf =
                Loader.loadPDF(source.file().toFile(), "", null, null, IOUtils.createTempFileOnlyStreamCache())) {
            Draft draft = job.draft();
            describe(pdf, draft);
            List<List<PdfLine>> pages = new PdfLines().of(pdf);
            List<Integer> scanned = scanned(pdf, pages);
            List<Integer> unread = scanned;
            if (!scanned.isEmpty() && ocr.isInstalled()) {
                unread = recognise(pdf, scanned, pages, job, draft);
            }
            new PdfLayout(PdfOutline.of(pdf)).write(pages, draft.text);
            writeForm(pdf, draft);
            if (draft.text.isEmpty() && !scanned.isEmpty()) {
                throw new ReadFailure("ocr", ocr.isInstalled() ? "OCR found no text on its pages." : Ocr.MISSING);
            }
            warn(unread, draft);
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
        boolean noText = pages.stream().allMatch(List::isEmpty);
        long least = noText ? 1 : MIN_SCAN_PIXELS;
        for (int i = 0; i < pages.size(); i++) {
            if (pages.get(i).isEmpty() && imagePixels(pdf.getPage(i).getResources(), 0) >= least) {
                scanned.add(i);
            }
        }
        return scanned;
    }

    /** Pixels of all images of a page: a scan may be in strips, or wrapped in a form. */
    private static long imagePixels(PDResources resources, int depth) throws IOException {
        if (resources == null || depth > MAX_FORM_DEPTH) {
            return 0;
        }
        long pixels = 0;
        for (COSName name : resources.getXObjectNames()) {
            PDXObject object = resources.getXObject(name);
            if (object instanceof PDImageXObject image) {
                pixels += (long) image.getWidth() * image.getHeight();
            } else if (object instanceof PDFormXObject form) {
                pixels += imagePixels(form.getResources(), depth + 1);
            }
        }
        return pixels;
    }

    /** Reads scanned pages while time allows; those left over are returned. */
    private List<Integer> recognise(
            PDDocument pdf, List<Integer> scanned, List<List<PdfLine>> pages, Job job, Draft draft) throws IOException {
        PDFRenderer renderer = new PDFRenderer(pdf);
        List<Integer> left = new ArrayList<>();
        for (int page : scanned) {
            if (imagePixels(pdf.getPage(page).getResources(), 0) > ImageReader.MAX_PIXELS) {
                left.add(page);
                continue;
            }
            Path image = Files.createTempFile("page", ".png");
            try {
                ImageIO.write(
                        renderer.renderImageWithDPI(page, dpi(pdf.getPage(page)), ImageType.GRAY),
                        "png",
                        image.toFile());
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

    private void warn(List<Integer> unread, Draft draft) {
        if (unread.isEmpty()) {
            return;
        }
        String list = unread.stream()
                .limit(LISTED_PAGES)
                .map(page -> Integer.toString(page + 1))
                .collect(Collectors.joining(", "));
        String more = unread.size() > LISTED_PAGES ? " and " + (unread.size() - LISTED_PAGES) + " more" : "";
        draft.warn("Scanned pages were not read: " + list + more + ". "
                + (ocr.isInstalled() ? "OCR took too long." : Ocr.MISSING));
    }
}
