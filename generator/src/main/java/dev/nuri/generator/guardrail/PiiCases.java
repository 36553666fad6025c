package dev.nuri.generator.guardrail;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import dev.nuri.generator.guardrail.PiiType.Check;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Makes texts with and without personal data, of every type and in several languages, from a seed: identifiers that keep
 * their rules in a sentence that names them, and near misses that break a rule in the same sentence.
 */
final class PiiCases {

    /** A text; where {@code start} is negative nothing of the type may be found. */
    record Case(PiiType type, String lang, String text, int start, int end) {}

    /** Sentences; {@code {C}} is a word of the context, {@code {I}} the identifier. */
    private static final Map<String, List<String>> SENTENCES = Map.of(
            "en", List.of("{C}: {I}", "The {C} on file is {I}, as agreed.", "Please check {C} {I} today."),
            "ko", List.of("{C}: {I}", "고객의 {C}는 {I}입니다.", "{C}({I})를 확인해 주세요."),
            "ja", List.of("{C}：{I}", "お客様の{C}は{I}です。", "{C}（{I}）をご確認ください。"),
            "es", List.of("{C}: {I}", "El {C} del cliente es {I}.", "Compruebe {C} {I}, por favor."),
            "ar", List.of("{C}: {I}", "رقم {C} هو {I} فقط.", "يرجى التحقق من {C} {I} اليوم."));

    private static final List<String> BITCOIN = List.of(
            "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
            "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy",
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4");

    private static final List<String> COUNTRIES = List.of("KR", "US", "JP", "DE", "FR", "GB", "BR", "IN", "ES", "PL");

    /** {@code #} a digit, {@code n} one from 1 to 9, {@code @} a capital, {@code *} either, {@code x} small or digit,
     * {@code ~} an x, {@code &} an at sign. */
    private static final Map<PiiType, List<String>> FORMS = forms();

    private static final int TRIES = 200_000;

    private final Random random;

    PiiCases(Random random) {
        this.random = random;
    }

    private static Map<PiiType, List<String>> forms() {
        Map<PiiType, List<String>> forms = new EnumMap<>(PiiType.class);
        forms.put(
                PiiType.SECRET_PEM,
                List.of(
                        "-----BEGIN RSA PRIVATE KEY-----\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\nxxxxxxxxxxxxxx==\n-----END RSA PRIVATE KEY-----"));
        forms.put(
                PiiType.SECRET_JWT,
                List.of("eyJxxxxxxxxxxxxxxxxxx.eyJxxxxxxxxxxxxxxxxxxxxxxxxxx.xxxxxxxxxxxxxxxxxxxxxxxxxxxx"));
        forms.put(
                PiiType.SECRET_KEY,
                List.of(
                        "AKIA****************",
                        "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
                        "AIzaxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"));
        forms.put(PiiType.EMAIL, List.of("xxxx.xxxx&xxxxx.com", "xxx_xx+xx&mail.xxxxx.co.kr"));
        forms.put(
                PiiType.IBAN,
                List.of(
                        "DE####################",
                        "DE## #### #### #### #### ##",
                        "FR## #### #### ##** **** **** *##",
                        "NL##@@@@##########"));
        forms.put(PiiType.LEI, List.of("5493**************##"));
        forms.put(PiiType.CRYPTO_ETHEREUM, List.of("0~1234567890abcdef1234567890ABCDEF1234####"));
        forms.put(PiiType.KR_RRN, List.of("######-1######", "######-4######", "######2######"));
        forms.put(PiiType.KR_FRN, List.of("######-5######", "######-8######"));
        forms.put(PiiType.KR_BRN, List.of("###-##-#####"));
        forms.put(PiiType.KR_DRIVER, List.of("##-##-######-##"));
        forms.put(PiiType.KR_PASSPORT, List.of("M########", "M###@####"));
        forms.put(PiiType.CN_RESIDENT, List.of("110101199#0#######", "31011520001#######"));
        forms.put(PiiType.FR_NIR, List.of("1######75######", "2 ## ## ## ### ### ##"));
        forms.put(PiiType.IT_CODICE_FISCALE, List.of("@@@@@@##A##@###@"));
        forms.put(PiiType.ES_DNI, List.of("########@", "########-@"));
        forms.put(PiiType.ES_NIE, List.of("X#######@", "Y-#######-@"));
        forms.put(PiiType.FI_HETU, List.of("######-###@", "######A####"));
        forms.put(PiiType.UK_NINO, List.of("AB######C", "JM ## ## ## D"));
        forms.put(PiiType.BR_CPF, List.of("###.###.###-##", "###########"));
        forms.put(PiiType.BR_CNPJ, List.of("##.###.###/0001-##"));
        forms.put(PiiType.BE_NATIONAL, List.of("##.##.##-###.##"));
        forms.put(PiiType.US_SSN, List.of("###-##-####", "### ## ####"));
        forms.put(PiiType.SE_PERSONNUMMER, List.of("######-####", "19######-####"));
        forms.put(PiiType.DK_CPR, List.of("######-####"));
        forms.put(PiiType.NO_FODSELSNUMMER, List.of("######  #####".replace("  ", " "), "###########"));
        forms.put(PiiType.PL_PESEL, List.of("###########"));
        forms.put(PiiType.TR_TCKN, List.of("n##########"));
        forms.put(PiiType.DE_TAX, List.of("n##########", "n# ### ### ###"));
        forms.put(PiiType.JP_MY_NUMBER, List.of("############", "#### #### ####"));
        forms.put(PiiType.IN_AADHAAR, List.of("2### #### ####", "5###########"));
        forms.put(PiiType.UK_NHS, List.of("### ### ####", "##########"));
        forms.put(PiiType.NL_BSN, List.of("#########"));
        forms.put(PiiType.PT_NIF, List.of("2########", "1## ### ###"));
        forms.put(PiiType.IL_ID, List.of("#########"));
        forms.put(PiiType.CA_SIN, List.of("4## ### ###", "1##-###-###"));
        forms.put(PiiType.AU_TFN, List.of("### ### ###", "#########"));
        forms.put(
                PiiType.CARD,
                List.of("4### #### #### ####", "52##############", "37## ###### #####", "6221-####-####-####"));
        forms.put(PiiType.IMEI, List.of("35#############"));
        forms.put(PiiType.VIN, List.of("1HGCM#2###A######", "KMHD@#1#####U####"));
        return forms;
    }

    /** Cases of a type: half with one to find, half without. */
    List<Case> of(PiiType type, String lang, int count) {
        List<Case> cases = new ArrayList<>();
        List<String> words = PiiDetector.words(type);
        for (int i = 0; i < count; i++) {
            String word = words.get(random.nextInt(words.size()));
            String sentence = pick(SENTENCES.get(lang)).replace("{C}", word);
            String id = valid(type);
            int at = sentence.indexOf("{I}");
            cases.add(new Case(
                    type, lang, sentence.substring(0, at) + id + sentence.substring(at + 3), at, at + id.length()));
            String wrong = wrong(type, id);
            if (wrong != null) {
                cases.add(new Case(type, lang, sentence.substring(0, at) + wrong + sentence.substring(at + 3), -1, -1));
            }
        }
        return cases;
    }

    static List<String> languages() {
        return SENTENCES.keySet().stream().sorted().toList();
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    private String valid(PiiType type) {
        if (type == PiiType.CRYPTO_BITCOIN) {
            return pick(BITCOIN);
        }
        if (type == PiiType.PHONE) {
            PhoneNumberUtil util = PhoneNumberUtil.getInstance();
            PhoneNumber number = util.getExampleNumberForType(pick(COUNTRIES), PhoneNumberType.MOBILE);
            return util.format(number, PhoneNumberFormat.INTERNATIONAL);
        }
        String form = pick(FORMS.get(type));
        boolean checked = type.checks();
        for (int i = 0; i < TRIES; i++) {
            String id = filled(form);
            String read = Normalisation.plain(id).text();
            Check check = type.pattern().matcher(read).matches() ? type.check(read) : Check.WRONG;
            if (check == Check.RIGHT || (check == Check.OPEN && !checked)) {
                return id;
            }
        }
        throw new IllegalStateException("no " + type + " of the form " + form);
    }

    private String filled(String form) {
        StringBuilder id = new StringBuilder();
        for (int i = 0; i < form.length(); i++) {
            char c = form.charAt(i);
            id.append(
                    switch (c) {
                        case '#' -> (char) ('0' + random.nextInt(10));
                        case 'n' -> (char) ('1' + random.nextInt(9));
                        case '@' -> (char) ('A' + random.nextInt(26));
                        case '*' -> "ABCDEFGHJKLMNPRSTUVWXYZ0123456789".charAt(random.nextInt(33));
                        case 'x' -> "abcdefghjkmnpqrstuvwyz0123456789".charAt(random.nextInt(32));
                        case '~' -> 'x';
                        case '&' -> '@';
                        default -> c;
                    });
        }
        return id.toString();
    }

    /** The identifier with one character changed, so that its rule is broken; null where it has no rule. */
    private String wrong(PiiType type, String id) {
        for (int i = 0; i < TRIES / 1000; i++) {
            StringBuilder changed = new StringBuilder(id);
            int at = random.nextInt(id.length());
            char c = id.charAt(at);
            if (c >= '0' && c <= '9') {
                changed.setCharAt(at, (char) ('0' + random.nextInt(10)));
            } else if (c >= 'A' && c <= 'Z') {
                changed.setCharAt(at, (char) ('A' + random.nextInt(26)));
            }
            String made = changed.toString();
            String read = Normalisation.plain(made).text();
            boolean form = type.pattern().matcher(read).matches();
            if (!made.equals(id) && form && type.check(read) == Check.WRONG) {
                return made;
            }
        }
        return null;
    }
}
