package dev.nuri.generator.guardrail;

import static dev.nuri.generator.guardrail.Checksums.digit;
import static dev.nuri.generator.guardrail.Checksums.weighted;

import dev.nuri.generator.guardrail.PiiType.Check;
import java.time.DateTimeException;
import java.time.LocalDate;

/** Rules of the numbers that states give to people and companies. Each takes the identifier without separators. */
final class NationalIds {

    private static final String NIF_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE";
    private static final String HETU_LETTERS = "0123456789ABCDEFHJKLMNPRSTUVWXY";
    private static final String CODICE_MONTHS = "ABCDEHLMPRST";
    private static final int[] CODICE_ODD = {
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23
    };

    private NationalIds() {}

    private static Check sure(boolean right) {
        return right ? Check.RIGHT : Check.WRONG;
    }

    private static boolean date(int year, int month, int day) {
        try {
            LocalDate.of(year, month, day);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static int number(String text, int start, int end) {
        return Integer.parseInt(text, start, end, 10);
    }

    /** Whether YYMMDD is a day of some century: a leap day of a round century is let pass. */
    private static boolean shortDate(String text, int year, int month, int day) {
        return date(2000 + number(text, year, year + 2), number(text, month, month + 2), number(text, day, day + 2));
    }

    /** Resident and alien registration numbers of Korea: the check digit ended in October 2020, so that it only confirms. */
    static Check koreanResident(String id) {
        int kind = digit(id, 6);
        int century = kind == 0 || kind == 9 ? 1800 : kind % 4 == 1 || kind % 4 == 2 ? 1900 : 2000;
        if (!date(century + number(id, 0, 2), number(id, 2, 4), number(id, 4, 6))) {
            return Check.WRONG;
        }
        int sum = weighted(id, 2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5);
        int last = kind >= 5 && kind <= 8 ? (13 - sum % 11) % 10 : (11 - sum % 11) % 10;
        return digit(id, 12) == last ? Check.RIGHT : Check.OPEN;
    }

    static Check koreanBusiness(String id) {
        int sum = weighted(id, 1, 3, 7, 1, 3, 7, 1, 3, 5) + digit(id, 8) * 5 / 10;
        return sure((10 - sum % 10) % 10 == digit(id, 9));
    }

    /** The first two digits say where it was given: 11 to 28. */
    static Check koreanDriver(String id) {
        int region = number(id, 0, 2);
        return region >= 11 && region <= 28 ? Check.OPEN : Check.WRONG;
    }

    static Check myNumber(String id) {
        int sum = weighted(id, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2);
        int rest = sum % 11;
        return sure(digit(id, 11) == (rest <= 1 ? 0 : 11 - rest));
    }

    static Check chineseResident(String id) {
        return sure(date(number(id, 6, 10), number(id, 10, 12), number(id, 12, 14)) && Checksums.mod11x2(id));
    }

    static Check socialSecurity(String id) {
        int area = number(id, 0, 3);
        boolean given = area != 0 && area != 666 && area < 900 && number(id, 3, 5) != 0 && number(id, 5, 9) != 0;
        return given ? Check.OPEN : Check.WRONG;
    }

    static Check nino(String id) {
        return switch (id.substring(0, 2)) {
            case "BG", "GB", "KN", "NK", "NT", "TN", "ZZ" -> Check.WRONG;
            default -> Check.OPEN;
        };
    }

    static Check nhs(String id) {
        int check = 11 - weighted(id, 10, 9, 8, 7, 6, 5, 4, 3, 2) % 11;
        return sure(check != 10 && check % 11 == digit(id, 9));
    }

    private static boolean same(String id) {
        return id.chars().allMatch(c -> c == id.charAt(0));
    }

    private static int brazilian(int sum) {
        return sum % 11 < 2 ? 0 : 11 - sum % 11;
    }

    static Check cpf(String id) {
        return sure(!same(id)
                && digit(id, 9) == brazilian(weighted(id, 10, 9, 8, 7, 6, 5, 4, 3, 2))
                && digit(id, 10) == brazilian(weighted(id, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2)));
    }

    static Check cnpj(String id) {
        return sure(!same(id)
                && digit(id, 12) == brazilian(weighted(id, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2))
                && digit(id, 13) == brazilian(weighted(id, 6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)));
    }

    static Check bsn(String id) {
        return sure(!same(id) && (weighted(id, 9, 8, 7, 6, 5, 4, 3, 2) - digit(id, 8)) % 11 == 0);
    }

    /** Corsica's departments are written 2A and 2B. */
    static Check nir(String id) {
        long corsica = id.indexOf('A') == 6 ? 1_000_000 : id.indexOf('B') == 6 ? 2_000_000 : 0;
        long number = Long.parseLong(id.substring(0, 13).replace('A', '0').replace('B', '0')) - corsica;
        int month = number(id, 3, 5);
        boolean born = (month >= 1 && month <= 12) || (month >= 20 && month <= 42) || month >= 50;
        return sure(born && 97 - number % 97 == number(id, 13, 15));
    }

    static Check dni(String id) {
        return sure(id.charAt(8) == NIF_LETTERS.charAt(number(id, 0, 8) % 23));
    }

    static Check nie(String id) {
        return dni((char) ('0' + id.charAt(0) - 'X') + id.substring(1));
    }

    static Check codiceFiscale(String id) {
        int sum = 0;
        for (int i = 0; i < 15; i++) {
            char c = id.charAt(i);
            int value = Character.isDigit(c) ? c - '0' : c - 'A';
            sum += i % 2 == 0 ? CODICE_ODD[value] : value;
        }
        return sure(CODICE_MONTHS.indexOf(id.charAt(8)) >= 0 && id.charAt(15) == 'A' + sum % 26);
    }

    /** The century is added to the month. */
    static Check pesel(String id) {
        int month = number(id, 2, 4) % 20;
        boolean born = date(2000 + number(id, 0, 2), month, number(id, 4, 6));
        int sum = weighted(id, 1, 3, 7, 9, 1, 3, 7, 9, 1, 3);
        return sure(born && (10 - sum % 10) % 10 == digit(id, 10));
    }

    static Check tckn(String id) {
        int odd = digit(id, 0) + digit(id, 2) + digit(id, 4) + digit(id, 6) + digit(id, 8);
        int even = digit(id, 1) + digit(id, 3) + digit(id, 5) + digit(id, 7);
        int tenth = Math.floorMod(odd * 7 - even, 10);
        return sure(tenth == digit(id, 9) && (odd + even + tenth) % 10 == digit(id, 10));
    }

    static Check taxFileNumber(String id) {
        int sum = id.length() == 9 ? weighted(id, 1, 4, 3, 7, 5, 8, 6, 9, 10) : weighted(id, 10, 7, 8, 4, 6, 3, 5, 1);
        return sure(sum % 11 == 0);
    }

    /** Days of coordination numbers are 60 more. */
    static Check personnummer(String id) {
        String last = id.substring(id.length() - 10);
        int day = number(last, 4, 6);
        boolean born = date(2000 + number(last, 0, 2), number(last, 2, 4), day > 60 ? day - 60 : day);
        return sure(born && Checksums.luhn(last));
    }

    static Check fodselsnummer(String id) {
        int day = number(id, 0, 2);
        boolean born = date(2000 + number(id, 4, 6), number(id, 2, 4), day > 40 ? day - 40 : day);
        return sure(born
                && weighted(id, 3, 7, 6, 1, 8, 9, 4, 5, 2, 1) % 11 == 0
                && weighted(id, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1) % 11 == 0);
    }

    /** Numbers without a right check digit are given since 2007. */
    static Check cpr(String id) {
        if (!date(2000 + number(id, 4, 6), number(id, 2, 4), number(id, 0, 2))) {
            return Check.WRONG;
        }
        return weighted(id, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1) % 11 == 0 ? Check.RIGHT : Check.OPEN;
    }

    static Check hetu(String id) {
        int number = number(id, 0, 6) * 1000 + number(id, 7, 10);
        return sure(shortDate(id, 4, 2, 0) && id.charAt(10) == HETU_LETTERS.charAt(number % 31));
    }

    /** Of people born from 2000 on, a 2 goes before the number. */
    static Check belgian(String id) {
        long number = Long.parseLong(id.substring(0, 9));
        int check = number(id, 9, 11);
        int month = number(id, 2, 4);
        boolean born = month % 20 <= 12;
        return sure(born && (97 - number % 97 == check || 97 - (2_000_000_000L + number) % 97 == check));
    }

    static Check portugueseNif(String id) {
        int rest = weighted(id, 9, 8, 7, 6, 5, 4, 3, 2) % 11;
        return sure(digit(id, 8) == (rest < 2 ? 0 : 11 - rest));
    }

    static Check israeli(String id) {
        return sure(!same(id) && Checksums.luhn(id));
    }

    static Check germanTax(String id) {
        long different = id.substring(0, 10).chars().distinct().count();
        return sure(different >= 8 && different <= 9 && Checksums.mod11x10(id));
    }
}
