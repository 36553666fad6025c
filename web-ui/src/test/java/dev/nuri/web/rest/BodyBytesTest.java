package dev.nuri.web.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodyBytesTest {

    private static final String AFTER = "GET / HTTP/1.1\r\n";

    /** Bytes taken for the body of what comes in pieces of these sizes. */
    private static int taken(String header, String come, int... pieces) {
        BodyBytes body = new BodyBytes();
        body.header("Host: localhost");
        body.header(header);
        byte[] bytes = come.getBytes(StandardCharsets.ISO_8859_1);
        int taken = 0;
        int from = 0;
        for (int i = 0; from < bytes.length; i++) {
            int size = Math.min(bytes.length - from, pieces[i % pieces.length]);
            ByteBuf piece = Unpooled.wrappedBuffer(bytes, from, size);
            taken += body.in(piece, 0);
            from += size;
        }
        return taken;
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Length: 5, 12345",
        "content-length:0, ''",
        "X-Other: 7, ''",
        "Content-Length: many, ''",
        "Transfer-Encoding: chunked, '3~abc~0~~'",
        "transfer-encoding:gzip, ''",
        "'Transfer-Encoding: gzip, chunked', 'A;name=value~0~~0~~~0~X-Trailer: 1~Y: 2~~'",
        "Transfer-Encoding: chunked, '0~~'",
        "Transfer-Encoding: chunked, 'no size~'"
    })
    void whatComesAfterABodyIsNotOfIt(String header, String body) {
        String sent = body.replace("~", "\r\n");
        Random random = new Random(7);
        for (int i = 0; i < 50; i++) {
            int[] pieces = random.ints(4, 1, 9).toArray();
            assertThat(taken(header, sent + AFTER, pieces)).isEqualTo(sent.length());
        }
        assertThat(taken(header, sent + AFTER, 1_000)).isEqualTo(sent.length());
    }

    @Test
    void aSecondBodyIsToldLikeTheFirst() {
        BodyBytes body = new BodyBytes();
        for (int i = 0; i < 2; i++) {
            body.header("Transfer-Encoding: chunked");
            assertThat(body.in(Unpooled.copiedBuffer("1\r\nx\r\n0\r\n\r\nPOST", StandardCharsets.US_ASCII), 0))
                    .isEqualTo(11);
            body.header("Content-Length: 3");
            assertThat(body.in(Unpooled.copiedBuffer("abcPOST", StandardCharsets.US_ASCII), 0))
                    .isEqualTo(3);
        }
    }
}
