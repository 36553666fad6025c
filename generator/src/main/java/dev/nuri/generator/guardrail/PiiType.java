package dev.nuri.generator.guardrail;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Kinds of personal data and secrets that are found by pattern, check character and the words around them. Patterns are
 * for plain text ({@link Normalisation#plain}) and take linear time. The more telling stand first.
 */
enum PiiType {
    SECRET_PEM(
            "-----BEGIN (?:[A-Z0-9]{2,12} ){0,3}PRIVATE KEY-----[A-Za-z0-9+/=,:; \\\\-]{0,16000}?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|$)",
            Need.NOTHING),
    SECRET_JWT("eyJ[A-Za-z0-9_-]{8,4000}\\.eyJ[A-Za-z0-9_-]{4,4000}\\.[A-Za-z0-9_-]{8,4000}", Need.NOTHING),
    SECRET_KEY(
            "(?:AKIA|ASIA)[A-Z0-9]{16}|gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60,90}|glpat-[A-Za-z0-9_-]{20}"
                    + "|AIza[A-Za-z0-9_-]{35}|xox[abprs]-[A-Za-z0-9-]{10,72}|[sr]k_(?:live|test)_[A-Za-z0-9]{24,99}"
                    + "|sk-(?:proj-|ant-)?[A-Za-z0-9_-]{32,160}|hf_[A-Za-z0-9]{34}|npm_[A-Za-z0-9]{36}"
                    + "|SG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}|AGE-SECRET-KEY-1[A-Z0-9]{58}",
            Need.NOTHING),
    EMAIL(
            "[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.){1,6}[A-Za-z]{2,24}",
            Need.NOTHING),
    IBAN("[A-Z]{2}\\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?", Need.NOTHING),
    LEI("[A-Z0-9]{18}\\d{2}", Need.CONTEXT),
    CRYPTO_ETHEREUM("0x[0-9a-fA-F]{40}", Need.NOTHING),
    CRYPTO_BITCOIN("[13][1-9A-HJ-NP-Za-km-z]{25,34}|bc1[02-9ac-hj-np-z]{11,71}", Need.NOTHING),
    KR_RRN("\\d{6} ?- ?[012349]\\d{6}|\\d{6} ?[012349]\\d{6}", Need.FORM),
    KR_FRN("\\d{6} ?- ?[5-8]\\d{6}|\\d{6} ?[5-8]\\d{6}", Need.FORM),
    KR_BRN("\\d{3}-\\d{2}-\\d{5}|\\d{10}", Need.FORM),
    KR_DRIVER("\\d{2}-\\d{2}-\\d{6}-\\d{2}|\\d{12}", Need.FORM),
    KR_PASSPORT("[MSROD]\\d{8}|M\\d{3}[A-Z]\\d{4}", Need.CONTEXT),
    CN_RESIDENT("\\d{17}[0-9Xx]", Need.NOTHING),
    FR_NIR("[1-478] ?\\d{2} ?\\d{2} ?\\d[0-9AB] ?\\d{3} ?\\d{3} ?\\d{2}", Need.FORM),
    IT_CODICE_FISCALE("[A-Z]{6}\\d{2}[A-Z]\\d{2}[A-Z]\\d{3}[A-Z]", Need.NOTHING),
    ES_DNI("\\d{8}[- ]?[A-HJ-NP-TV-Z]", Need.NOTHING),
    ES_NIE("[XYZ][- ]?\\d{7}[- ]?[A-HJ-NP-TV-Z]", Need.NOTHING),
    FI_HETU("\\d{6}[-+A-FYXWVU]\\d{3}[0-9A-FHJ-NPR-Y]", Need.NOTHING),
    UK_NINO("[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\\d{2} ?\\d{2} ?\\d{2} ?[A-D]", Need.FORM_OR_OPEN),
    BR_CPF("\\d{3}\\.\\d{3}\\.\\d{3}-\\d{2}|\\d{11}", Need.FORM),
    BR_CNPJ("\\d{2}\\.\\d{3}\\.\\d{3}/\\d{4}-\\d{2}|\\d{14}", Need.FORM),
    BE_NATIONAL("\\d{2}\\.\\d{2}\\.\\d{2}-\\d{3}\\.\\d{2}|\\d{11}", Need.FORM),
    US_SSN("\\d{3}-\\d{2}-\\d{4}|\\d{3} \\d{2} \\d{4}|\\d{9}", Need.CONTEXT),
    SE_PERSONNUMMER("(?:\\d{2})?\\d{6}[-+]\\d{4}|(?:\\d{2})?\\d{10}", Need.FORM),
    DK_CPR("\\d{6}-?\\d{4}", Need.CONTEXT),
    NO_FODSELSNUMMER("\\d{6} ?\\d{5}", Need.CONTEXT),
    PL_PESEL("\\d{11}", Need.CONTEXT),
    TR_TCKN("[1-9]\\d{10}", Need.CONTEXT),
    DE_TAX("[1-9]\\d ?\\d{3} ?\\d{3} ?\\d{3}", Need.CONTEXT),
    JP_MY_NUMBER("\\d{4}[ -]?\\d{4}[ -]?\\d{4}", Need.CONTEXT),
    IN_AADHAAR("[2-9]\\d{3}[ -]?\\d{4}[ -]?\\d{4}", Need.CONTEXT),
    UK_NHS("\\d{3}[ -]?\\d{3}[ -]?\\d{4}", Need.CONTEXT),
    NL_BSN("\\d{9}|\\d{4}\\.\\d{2}\\.\\d{3}", Need.CONTEXT),
    PT_NIF("[1-35689]\\d{2} ?\\d{3} ?\\d{3}", Need.CONTEXT),
    IL_ID("\\d{8}-?\\d", Need.CONTEXT),
    CA_SIN("[1-79]\\d{2}[ -]?\\d{3}[ -]?\\d{3}", Need.CONTEXT),
    AU_TFN("\\d{3}[ -]?\\d{3}[ -]?\\d{2,3}", Need.CONTEXT),
    CARD("[2-6]\\d{3}(?:[ -]?\\d{4}){2}[ -]?\\d{1,4}(?:[ -]?\\d{3})?|3[47]\\d{2}[ -]?\\d{6}[ -]?\\d{5}", Need.NOTHING),
    IMEI("\\d{2}-?\\d{6}-?\\d{6}-?\\d", Need.CONTEXT),
    VIN("[A-HJ-NPR-Z0-9]{17}", Need.CONTEXT),
    PHONE("", Need.NOTHING);

    /** What the identifier says of itself. */
    enum Check {
        /** It breaks its rule and is another number. */
        WRONG,
        /** Nothing speaks against it. */
        OPEN,
        /** Its check character is right. */
        RIGHT
    }

    /** What else must speak for it, so that ordinary numbers stay ordinary. */
    enum Need {
        /** Nothing: hardly another number has this form. */
        NOTHING,
        /** Its separators or a word of its context; without a right check digit, a word. */
        FORM,
        /** Its separators or a word of its context. */
        FORM_OR_OPEN,
        /** A word of its context. */
        CONTEXT
    }

    private final Pattern pattern;
    private final Need need;

    PiiType(String pattern, Need need) {
        this.pattern = Pattern.compile("(?<![A-Za-z0-9])(?:" + pattern + ")(?![A-Za-z0-9])");
        this.need = need;
    }

    /** Name of the finding's category, such as {@code pii.iban}. */
    String category() {
        return "pii." + name().toLowerCase(Locale.ROOT);
    }

    Pattern pattern() {
        return pattern;
    }

    Need need() {
        return need;
    }

    /**
     * Looks at an identifier.
     *
     * @param found as it stands in the text
     */
    Check check(String found) {
        String id = isText() ? found : found.replaceAll("[ ./-]", "").toUpperCase(Locale.ROOT);
        return switch (this) {
            case SECRET_PEM, SECRET_JWT, SECRET_KEY, EMAIL, CRYPTO_ETHEREUM, PHONE -> Check.RIGHT;
            case KR_PASSPORT -> Check.OPEN;
            case IBAN -> Financial.iban(id);
            case LEI -> Financial.lei(id);
            case CRYPTO_BITCOIN -> Financial.bitcoin(id);
            case KR_RRN, KR_FRN -> NationalIds.koreanResident(id);
            case KR_BRN -> NationalIds.koreanBusiness(id);
            case KR_DRIVER -> NationalIds.koreanDriver(id);
            case CN_RESIDENT -> NationalIds.chineseResident(id);
            case FR_NIR -> NationalIds.nir(id);
            case IT_CODICE_FISCALE -> NationalIds.codiceFiscale(id);
            case ES_DNI -> NationalIds.dni(id);
            case ES_NIE -> NationalIds.nie(id);
            case FI_HETU -> NationalIds.hetu(id);
            case UK_NINO -> NationalIds.nino(id);
            case BR_CPF -> NationalIds.cpf(id);
            case BR_CNPJ -> NationalIds.cnpj(id);
            case BE_NATIONAL -> NationalIds.belgian(id);
            case US_SSN -> NationalIds.socialSecurity(id);
            case SE_PERSONNUMMER -> NationalIds.personnummer(id);
            case DK_CPR -> NationalIds.cpr(id);
            case NO_FODSELSNUMMER -> NationalIds.fodselsnummer(id);
            case PL_PESEL -> NationalIds.pesel(id);
            case TR_TCKN -> NationalIds.tckn(id);
            case DE_TAX -> NationalIds.germanTax(id);
            case JP_MY_NUMBER -> NationalIds.myNumber(id);
            case IN_AADHAAR -> Checksums.verhoeff(id) ? Check.RIGHT : Check.WRONG;
            case UK_NHS -> NationalIds.nhs(id);
            case NL_BSN -> NationalIds.bsn(id);
            case PT_NIF -> NationalIds.portugueseNif(id);
            case IL_ID -> NationalIds.israeli(id);
            case CA_SIN, IMEI -> Checksums.luhn(id) ? Check.RIGHT : Check.WRONG;
            case AU_TFN -> NationalIds.taxFileNumber(id);
            case CARD -> Financial.card(id);
            case VIN -> Financial.vehicle(id);
        };
    }

    /** Whether it has a check character; others are never more than open. */
    boolean checks() {
        return switch (this) {
            case KR_DRIVER, KR_PASSPORT, US_SSN, UK_NINO, DK_CPR, KR_RRN, KR_FRN, VIN -> false;
            default -> true;
        };
    }

    /** Whether separators and case belong to it. */
    private boolean isText() {
        return switch (this) {
            case SECRET_PEM, SECRET_JWT, SECRET_KEY, EMAIL, CRYPTO_BITCOIN, CRYPTO_ETHEREUM, PHONE, FI_HETU -> true;
            default -> false;
        };
    }
}
