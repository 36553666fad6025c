package dev.nuri.indexer.language;

import com.ibm.icu.lang.UScript;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Which languages each script writes. */
final class LanguageTables {

    /** Codes of the model's languages that are told apart, by the tag they are reported as. */
    private static final Map<String, String> MODEL_CODES = modelCodes();

    private LanguageTables() {}

    static Map<Integer, ScriptLanguages> byScript() {
        Supplier<StatisticalLanguages.Model> model = LazyModel::model;
        Map<Integer, ScriptLanguages> byScript = new HashMap<>();
        single(byScript, UScript.THAI, "th");
        single(byScript, UScript.LAO, "lo");
        single(byScript, UScript.KHMER, "km");
        single(byScript, UScript.MYANMAR, "my");
        single(byScript, UScript.GREEK, "el");
        single(byScript, UScript.HEBREW, "he");
        single(byScript, UScript.ARMENIAN, "hy");
        single(byScript, UScript.GEORGIAN, "ka");
        single(byScript, UScript.TAMIL, "ta");
        single(byScript, UScript.TELUGU, "te");
        single(byScript, UScript.KANNADA, "kn");
        single(byScript, UScript.MALAYALAM, "ml");
        single(byScript, UScript.GUJARATI, "gu");
        single(byScript, UScript.GURMUKHI, "pa");
        single(byScript, UScript.ORIYA, "or");
        single(byScript, UScript.SINHALA, "si");
        single(byScript, UScript.ETHIOPIC, "am");
        single(byScript, UScript.BENGALI, "bn");
        single(byScript, UScript.TIBETAN, "bo");
        single(byScript, UScript.MONGOLIAN, "mn");
        single(byScript, UScript.THAANA, "dv");
        single(byScript, UScript.SYRIAC, "syr");
        single(byScript, UScript.CHEROKEE, "chr");
        byScript.put(UScript.DEVANAGARI, new StatisticalLanguages(model, priors("hi 1 mr 0 ne 0 sa -3")));
        byScript.put(UScript.ARABIC, new StatisticalLanguages(model, priors("ar 1 fa 1 ur 0 ps -1")));
        byScript.put(
                UScript.CYRILLIC,
                new StatisticalLanguages(
                        model, priors("ru 1 uk 0 bg 0 be -1 sr 0 mk -1 kk -1 ky -1 mn -1 tg -1 tt -2")));
        byScript.put(
                UScript.LATIN,
                new StatisticalLanguages(
                        model,
                        priors("en 2 es 1 fr 1 de 1 it 1 pt 1 pl 1 tr 1 vi 1 id 1 fi 1 sw 0 "
                                + "nl 0 sv 0 da 0 nb 0 nn -1.5 ro 0 hu 0 cs 0 sk 0 sl 0 hr 0 lt 0 lv 0 et 0 sq -1 ca 0 gl -1 "
                                + "eu -1 af -1 is -1 ga -1 cy -1 mt -1 ms -1 fil -1 eo -1 az -1 uz -1 so -2")));
        return byScript;
    }

    /** Loads the model. */
    static void load() {
        LazyModel.model();
    }

    private static void single(Map<Integer, ScriptLanguages> byScript, int script, String lang) {
        byScript.put(script, (letters, share, probabilities) -> probabilities.merge(lang, share, Double::sum));
    }

    private static Map<String, Double> priors(String table) {
        Map<String, Double> priors = new HashMap<>();
        String[] words = table.split(" ", -1);
        for (int i = 0; i < words.length; i += 2) {
            priors.put(words[i], Double.parseDouble(words[i + 1]));
        }
        return priors;
    }

    private static Map<String, String> modelCodes() {
        Map<String, String> codes = new HashMap<>();
        String pairs = "eng en spa es fra fr deu de ita it por pt pol pl tur tr vie vi ind id fin fi swa sw "
                + "nld nl swe sv dan da nob nb nno nn ron ro hun hu ces cs slk sk slv sl hrv hr lit lt lvs lv ekk et "
                + "sqi sq cat ca glg gl eus eu afr af isl is gle ga cym cy mlt mt msa ms tgl fil epo eo aze az uzb uz "
                + "som so hin hi mar mr nep ne san sa ara ar pes fa urd ur pus ps rus ru ukr uk bul bg bel be srp sr "
                + "mkd mk kaz kk kir ky mon mn tgk tg tat tt";
        String[] words = pairs.split(" ", -1);
        for (int i = 0; i < words.length; i += 2) {
            codes.put(words[i], words[i + 1]);
        }
        return codes;
    }

    private static final class LazyModel {
        private static final StatisticalLanguages.Model MODEL = load();

        private static StatisticalLanguages.Model load() {
            NgramModel ngrams = NgramModel.load(MODEL_CODES);
            String[] languages = ngrams.languages();
            return new StatisticalLanguages.Model(ngrams, new Alphabets(languages), new FunctionWords(languages));
        }

        static StatisticalLanguages.Model model() {
            return MODEL;
        }
    }
}
