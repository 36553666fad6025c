package dev.nuri.indexer.extract;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.stream.Collectors;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.address.MailboxList;
import org.apache.james.mime4j.message.DefaultMessageWriter;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.NameValuePair;
import org.apache.james.mime4j.stream.RawBody;
import org.apache.james.mime4j.stream.RawField;
import org.apache.james.mime4j.stream.RawFieldParser;
import org.apache.james.mime4j.util.MimeParameterMapping;

/** Names in the headers of e-mails. */
final class MailHeaders {

    private MailHeaders() {}

    static String people(MailboxList list) {
        return list.stream()
                .map(mailbox -> mailbox.getName() == null ? mailbox.getAddress() : mailbox.getName())
                .collect(Collectors.joining(", "));
    }

    /** The name of an attachment, decoded, or null. */
    static String fileName(Entity entity) {
        String name = entity.getFilename();
        if (name == null) {
            name = parameter(entity, "Content-Disposition", "filename");
        }
        if (name == null) {
            name = parameter(entity, "Content-Type", "name");
        }
        return name == null ? null : DecoderUtil.decodeEncodedWords(name, DecodeMonitor.SILENT);
    }

    /** A parameter of a header, also where it is split or percent-encoded (RFC 2231). */
    private static String parameter(Entity entity, String header, String parameter) {
        Field field = entity.getHeader() == null ? null : entity.getHeader().getField(header);
        if (field == null) {
            return null;
        }
        RawBody body = RawFieldParser.DEFAULT.parseRawBody(new RawField(field.getName(), field.getBody()));
        MimeParameterMapping mapping = new MimeParameterMapping();
        for (NameValuePair pair : body.getParams()) {
            mapping.addParameter(pair.getName(), pair.getValue());
        }
        return mapping.get(parameter);
    }

    /** A message within a message as bytes again. */
    static InputStream bytes(Message message) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new DefaultMessageWriter().writeMessage(message, out);
        return new ByteArrayInputStream(out.toByteArray());
    }
}
