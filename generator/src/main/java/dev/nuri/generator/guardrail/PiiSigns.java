package dev.nuri.generator.guardrail;

/**
 * What a text must have for an identifier to be in it, found in one pass, so that most texts are spared the patterns.
 *
 * @param digits most digits that stand near each other, parted by three other characters at most
 * @param token longest run of ASCII letters, digits and the signs of keys
 * @param at whether there is an at sign
 * @param dashes whether there are five dashes in a row
 */
record PiiSigns(int digits, int token, boolean at, boolean dashes) {

    private static final int FEWEST_DIGITS = 6;
    private static final int PHONE_DIGITS = 7;
    private static final int SHORTEST_TOKEN = 16;
    private static final int WIDEST_GAP = 3;

    static PiiSigns of(String text) {
        int digits = 0;
        int most = 0;
        int gap = 0;
        int token = 0;
        int longest = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean digit = c >= '0' && c <= '9';
            if (digit) {
                digits++;
                gap = 0;
                most = Math.max(most, digits);
            } else if (++gap > WIDEST_GAP) {
                digits = 0;
            }
            boolean inToken = digit || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == '-';
            token = inToken ? token + 1 : 0;
            longest = Math.max(longest, token);
        }
        return new PiiSigns(most, longest, text.indexOf('@') >= 0, text.contains("-----"));
    }

    /** Whether there may be anything at all. */
    boolean any() {
        return digits >= FEWEST_DIGITS || token >= SHORTEST_TOKEN || at || dashes;
    }

    /** Whether there may be one of a type. */
    boolean allow(PiiType type) {
        return switch (type) {
            case SECRET_PEM -> dashes;
            case EMAIL -> at;
            case SECRET_JWT, SECRET_KEY, LEI, CRYPTO_BITCOIN, CRYPTO_ETHEREUM, IT_CODICE_FISCALE, VIN ->
                token >= SHORTEST_TOKEN;
            case IBAN -> digits >= FEWEST_DIGITS || token >= SHORTEST_TOKEN;
            case PHONE -> digits >= PHONE_DIGITS;
            default -> digits >= FEWEST_DIGITS;
        };
    }
}
