package dev.nuri.indexer.extract;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.file.Files;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParser;
import javax.xml.parsers.SAXParserFactory;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.ext.DefaultHandler2;

/**
 * XML without a reader of its own, SVG included: the text of each element is a paragraph. A document that declares an
 * external entity is refused, and none is ever fetched.
 */
final class XmlReader implements FormatReader {

    private static final String LEXICAL = "http://xml.org/sax/properties/lexical-handler";
    private static final String DECLARATIONS = "http://xml.org/sax/properties/declaration-handler";

    @Override
    public Draft read(Source source, Job job) throws IOException, ReadFailure {
        Draft draft = job.draft();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(source.file()))) {
            SAXParserFactory factory = SAXParserFactory.newDefaultInstance();
            factory.setNamespaceAware(true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            SAXParser parser = factory.newSAXParser();
            Handler handler = new Handler(draft);
            parser.setProperty(LEXICAL, handler);
            parser.setProperty(DECLARATIONS, handler);
            parser.parse(in, handler);
        } catch (ParserConfigurationException | SAXException e) {
            throw Causes.explain(e);
        }
        return draft;
    }

    private static final class Handler extends DefaultHandler2 {

        private final Draft draft;
        private final StringBuilder block = new StringBuilder();
        private boolean title;

        Handler(Draft draft) {
            this.draft = draft;
        }

        @Override
        public void externalEntityDecl(String name, String publicId, String systemId) throws SAXException {
            throw new SAXException(new ReadFailure(
                    "parse", "The XML refers to a file outside itself (entity " + name + "), which is refused."));
        }

        @Override
        public InputSource resolveEntity(String name, String publicId, String baseUri, String systemId) {
            return new InputSource(new StringReader(""));
        }

        @Override
        public void startElement(String uri, String localName, String qName, Attributes attributes) {
            flush();
            title = localName.equals("title");
        }

        @Override
        public void endElement(String uri, String localName, String qName) {
            if (title) {
                draft.title(block.toString());
            }
            title = false;
            flush();
        }

        @Override
        public void characters(char[] chars, int start, int length) {
            block.append(chars, start, length);
        }

        private void flush() {
            draft.text.paragraph(block.toString().replace('\n', ' '));
            block.setLength(0);
        }
    }
}
