package dev.nuri.indexer.extract;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.dom.Body;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.SingleBody;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.apache.james.mime4j.stream.MimeConfig;

/**
 * E-mail and web pages saved as MHTML. The body is the document, as plain text where the mail offers a choice; every
 * other part with a name is an attachment and becomes a member.
 */
final class MailReader implements FormatReader {

    private static final int MAX_NESTING = 30;

    @Override
    public Draft read(Source source, Job job) throws IOException, ReadFailure {
        DefaultMessageBuilder builder = new DefaultMessageBuilder();
        builder.setMimeEntityConfig(MimeConfig.PERMISSIVE);
        builder.setDecodeMonitor(DecodeMonitor.SILENT);
        builder.setContentDecoding(true);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(source.file()))) {
            Message message = builder.parseMessage(in);
            Draft draft = job.draft();
            describe(message, draft);
            List<Entity> attachments = new ArrayList<>();
            body(message, draft, attachments, 0);
            for (Entity attachment : attachments) {
                draft.then(() -> attach(attachment, source, job));
            }
            return draft;
        }
    }

    private static void describe(Message message, Draft draft) {
        draft.title(message.getSubject());
        if (message.getFrom() != null) {
            draft.metadata("author", MailHeaders.people(message.getFrom()));
        }
        if (message.getDate() != null) {
            draft.metadata("created", message.getDate().toInstant().toString());
        }
    }

    /** Writes the parts of the body and gathers the rest. */
    private static void body(Entity entity, Draft draft, List<Entity> attachments, int depth)
            throws IOException, ReadFailure {
        if (depth > MAX_NESTING) {
            throw new ReadFailure("limit", "The message is nested deeper than " + MAX_NESTING + " parts.");
        }
        Body body = entity.getBody();
        if (body instanceof Multipart multipart) {
            multipart(multipart, draft, attachments, depth);
        } else if (body instanceof SingleBody single && isBody(entity)) {
            write(entity, single, draft);
        } else if (!isDecoration(entity)
                && (MailHeaders.fileName(entity) != null || body instanceof Message || isDocument(entity))) {
            attachments.add(entity);
        }
    }

    private static void multipart(Multipart multipart, Draft draft, List<Entity> attachments, int depth)
            throws IOException, ReadFailure {
        List<Entity> parts = multipart.getBodyParts();
        String kind = multipart.getSubType().toLowerCase(Locale.ROOT);
        if (kind.equals("alternative")) {
            alternative(parts, draft, attachments, depth);
        } else if (kind.equals("related") && !parts.isEmpty()) {
            // The others are images and styles of the first.
            body(parts.getFirst(), draft, attachments, depth + 1);
        } else {
            for (Entity part : parts) {
                body(part, draft, attachments, depth + 1);
            }
        }
    }

    private static void alternative(List<Entity> parts, Draft draft, List<Entity> attachments, int depth)
            throws IOException, ReadFailure {
        for (Entity part : parts) {
            if (part.getMimeType().equals("text/plain")) {
                int before = draft.text.length();
                body(part, draft, attachments, depth + 1);
                if (draft.text.length() > before) {
                    return;
                }
            }
        }
        for (Entity part : parts.reversed()) {
            if (!part.getMimeType().equals("text/plain")) {
                body(part, draft, attachments, depth + 1);
                return;
            }
        }
    }

    private static boolean isBody(Entity entity) {
        String type = entity.getMimeType();
        boolean attached = "attachment".equalsIgnoreCase(entity.getDispositionType());
        return !attached
                && (type.equals("text/plain") || type.equals("text/html") || type.equals("application/xhtml+xml"));
    }

    /** Pictures that belong to the letter: logos, signatures. */
    private static boolean isDecoration(Entity entity) {
        return entity.getMimeType().startsWith("image/") && !"attachment".equalsIgnoreCase(entity.getDispositionType());
    }

    private static boolean isDocument(Entity entity) {
        String type = entity.getMimeType();
        return type.startsWith("application/") && !type.contains("signature");
    }

    private static void write(Entity entity, SingleBody body, Draft draft) throws IOException, ReadFailure {
        byte[] bytes;
        try (InputStream in = body.getInputStream()) {
            bytes = in.readAllBytes();
        }
        DecodedText decoded = DecodedText.of(bytes, DecodedText.named(entity.getCharset()));
        draft.charset(decoded.charset().name());
        if (entity.getMimeType().equals("text/plain")) {
            TextReader.write(decoded.text(), draft.text);
        } else {
            HtmlReader.write(decoded.text(), draft);
        }
    }

    private static void attach(Entity entity, Source source, Job job) throws IOException {
        String name = MailHeaders.fileName(entity);
        String type = entity.getMimeType();
        String charset = entity.getCharset() == null ? "" : entity.getCharset();
        if (entity.getBody() instanceof SingleBody single) {
            try (InputStream in = single.getInputStream()) {
                job.member(source, name == null ? "attachment" : name, in, type, charset);
            }
        } else if (entity.getBody() instanceof Message message) {
            String subject = message.getSubject();
            job.member(
                    source, subject == null ? "message.eml" : subject + ".eml", MailHeaders.bytes(message), type, "");
        }
    }
}
