package dev.nuri.generator.guardrail;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Locale;

/** Check characters of identifiers. Digits are given as text of ASCII digits. */
final class Checksums {

    private static final BigInteger NINETY_SEVEN = BigInteger.valueOf(97);
    private static final String BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final String BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static final int[] BECH32_GENERATOR = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
    private static final int BECH32M = 0x2bc830a3;

    /** The group of symmetries of a pentagon (Verhoeff, 1969). */
    private static final String[] VERHOEFF = {
        "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
        "5987604321", "6598710432", "7659821043", "8765932104", "9876543210"
    };

    private static final String VERHOEFF_PERMUTATION = "1576283094";

    private Checksums() {}

    static int digit(String digits, int at) {
        return digits.charAt(at) - '0';
    }

    /** Sum of digits times weights, from the left. */
    static int weighted(String digits, int... weights) {
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += digit(digits, i) * weights[i];
        }
        return sum;
    }

    /** ISO/IEC 7812: every second digit from the right doubled. */
    static boolean luhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int d = digit(digits, digits.length() - 1 - i) * (i % 2 + 1);
            sum += d > 9 ? d - 9 : d;
        }
        return sum % 10 == 0;
    }

    static boolean verhoeff(String digits) {
        int check = 0;
        for (int i = 0; i < digits.length(); i++) {
            int d = digit(digits, digits.length() - 1 - i);
            for (int j = 0; j < i % 8; j++) {
                d = VERHOEFF_PERMUTATION.charAt(d) - '0';
            }
            check = VERHOEFF[check].charAt(d) - '0';
        }
        return check == 0;
    }

    /** ISO 7064 MOD 97-10 over digits and letters (A is 10). */
    static boolean mod97(String text) {
        StringBuilder number = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            number.append(Character.digit(c, 36));
        }
        return new BigInteger(number.toString()).mod(NINETY_SEVEN).intValue() == 1;
    }

    /** ISO 7064 MOD 11-2, last character a digit or X. */
    static boolean mod11x2(String text) {
        int sum = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int value = c == 'X' || c == 'x' ? 10 : c - '0';
            sum = i == text.length() - 1 ? sum + value : (sum + value) * 2 % 11;
        }
        return sum % 11 == 1;
    }

    /** ISO 7064 MOD 11,10. */
    static boolean mod11x10(String digits) {
        int product = 10;
        for (int i = 0; i < digits.length() - 1; i++) {
            int sum = (product + digit(digits, i)) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }
        return (11 - product) % 10 == digit(digits, digits.length() - 1);
    }

    /** Base58Check, as in Bitcoin's first addresses. */
    static boolean base58Check(String text) {
        BigInteger number = BigInteger.ZERO;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int value = BASE58.indexOf(c);
            if (value < 0) {
                return false;
            }
            number = number.multiply(BigInteger.valueOf(58)).add(BigInteger.valueOf(value));
        }
        byte[] bytes = number.toByteArray();
        byte[] padded = new byte[25];
        int from = Math.max(0, bytes.length - 25);
        if (bytes.length - from > 25 || from > 1) {
            return false;
        }
        System.arraycopy(bytes, from, padded, 25 - (bytes.length - from), bytes.length - from);
        byte[] sum = sha256(sha256(Arrays.copyOf(padded, 21)));
        return Arrays.equals(sum, 0, 4, padded, 21, 25);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /** SHA-256 of a text's UTF-8. */
    static byte[] sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Bech32 and Bech32m (BIP 173, 350), as in Bitcoin's later addresses. */
    static boolean bech32(String address) {
        String text = address.toLowerCase(Locale.ROOT);
        int one = text.lastIndexOf('1');
        int check = 1;
        for (int i = 0; i < one; i++) {
            check = bech32(check, text.charAt(i) >> 5);
        }
        check = bech32(check, 0);
        for (int i = 0; i < one; i++) {
            check = bech32(check, text.charAt(i) & 31);
        }
        for (int i = one + 1; i < text.length(); i++) {
            check = bech32(check, BECH32.indexOf(text.charAt(i)));
        }
        return check == 1 || check == BECH32M;
    }

    private static int bech32(int check, int value) {
        int top = check >>> 25;
        int next = (check & 0x1ffffff) << 5 ^ value;
        for (int i = 0; i < 5; i++) {
            next ^= (top >> i & 1) != 0 ? BECH32_GENERATOR[i] : 0;
        }
        return next;
    }
}
