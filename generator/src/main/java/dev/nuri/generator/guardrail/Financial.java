package dev.nuri.generator.guardrail;

import dev.nuri.generator.guardrail.PiiType.Check;
import java.util.Map;

/** Rules of numbers of accounts, cards and things. */
final class Financial {

    /** Length of an account number by country (SWIFT's registry of IBAN). */
    private static final Map<String, Integer> IBAN_LENGTHS = lengths(
            "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29"
                    + " ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30"
                    + " KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23"
                    + " PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24"
                    + " TR26 UA29 VA22 VG24 XK20 YE30");

    private static final String VIN_LETTERS = "0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ";
    private static final int[] VIN_WEIGHTS = {8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};

    private Financial() {}

    private static Map<String, Integer> lengths(String table) {
        Map<String, Integer> lengths = new java.util.HashMap<>();
        for (String entry : table.split(" ", -1)) {
            lengths.put(entry.substring(0, 2), Integer.parseInt(entry.substring(2)));
        }
        return Map.copyOf(lengths);
    }

    static Check iban(String id) {
        Integer length = IBAN_LENGTHS.get(id.substring(0, 2));
        boolean right =
                length != null && length == id.length() && Checksums.mod97(id.substring(4) + id.substring(0, 4));
        return right ? Check.RIGHT : Check.WRONG;
    }

    static Check lei(String id) {
        return Checksums.mod97(id) ? Check.RIGHT : Check.WRONG;
    }

    /** Ranges of the networks: Visa, Mastercard, American Express, Discover, JCB, UnionPay, Diners, Maestro. */
    static Check card(String id) {
        int two = Integer.parseInt(id, 0, 2, 10);
        int four = Integer.parseInt(id, 0, 4, 10);
        boolean length =
                switch (id.charAt(0)) {
                    case '4' -> id.length() == 13 || id.length() == 16 || id.length() == 19;
                    case '2' -> four >= 2221 && four <= 2720 && id.length() == 16;
                    case '3' ->
                        ((two == 34 || two == 37) && id.length() == 15)
                                || (four >= 3528 && four <= 3589 && id.length() >= 16)
                                || ((two == 36 || two == 38 || two == 39 || two == 30) && id.length() == 14);
                    case '5' -> (two <= 55 && id.length() == 16) || (two >= 56 && id.length() >= 13);
                    default -> id.length() >= 16;
                };
        return length && Checksums.luhn(id) ? Check.RIGHT : Check.WRONG;
    }

    static Check bitcoin(String id) {
        return (id.startsWith("bc1") ? Checksums.bech32(id) : Checksums.base58Check(id)) ? Check.RIGHT : Check.WRONG;
    }

    /** Only North America and China check the ninth character, so that it confirms but does not reject. */
    static Check vehicle(String id) {
        int sum = 0;
        int letters = 0;
        for (int i = 0; i < 17; i++) {
            char c = id.charAt(i);
            letters += Character.isLetter(c) ? 1 : 0;
            sum += VIN_LETTERS.indexOf(c) % 10 * VIN_WEIGHTS[i];
        }
        if (letters == 0 || letters == 17) {
            return Check.WRONG;
        }
        char check = sum % 11 == 10 ? 'X' : (char) ('0' + sum % 11);
        return id.charAt(8) == check ? Check.RIGHT : Check.OPEN;
    }
}
