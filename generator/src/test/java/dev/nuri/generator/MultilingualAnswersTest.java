package dev.nuri.generator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.indexer.Viewer;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In each language the sentence that answers is neither in the first passage nor first in its own. */
class MultilingualAnswersTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        en | Who designed the glass bridge of Orlen? | Orlen lies on the river Vey. The glass bridge of Orlen is visited by many people. | The bridge crosses the river in one span. The glass bridge of Orlen was designed by Mara Lindqvist. It is lit at night. | Mara Lindqvist
        en | How many steps lead to the chapel of Saint Odo? | The chapel of Saint Odo stands on a hill. Pilgrims walk to the chapel in May. | Goats graze below. From the village 412 steps lead up to the chapel of Saint Odo. The path is steep. | 412
        ko | 한빛 도서관은 언제 문을 열었는가? | 한빛 도서관은 강가에 있다. 도서관에는 넓은 정원이 있다. | 건물은 벽돌로 지어졌다. 한빛 도서관은 1987년 5월에 문을 열었다. 입장은 무료이다. | 1987년
        ko | 누가 솔재 터널을 설계했는가? | 솔재 터널은 산 아래를 지난다. 터널에는 조명이 많다. | 공사는 오래 걸렸다. 솔재 터널은 기술자 윤가람이 설계했다. 지금은 자전거도 다닌다. | 윤가람
        ja | 青葉橋は何年に完成しましたか？ | 青葉橋は川の上流にある。橋の近くには公園がある。 | 工事は難航した。青葉橋は1964年に完成した。夜は明かりがともる。 | 1964年
        ja | 星見天文台はどこにありますか？ | 星見天文台には大きな望遠鏡がある。天文台は毎日開いている。 | 見学は無料である。星見天文台は白峰山の頂上にある。冬は雪が深い。 | 白峰山
        zh-Hans | 青石博物馆是哪一年建成的？ | 青石博物馆收藏了许多陶器。博物馆每天开放。 | 馆内有咖啡厅。青石博物馆于1978年建成。门票免费。 | 1978年
        zh-Hant | 為什麼白鷺湖的水是綠色的？ | 白鷺湖位於山谷中。白鷺湖的水很深。 | 湖邊有步道。因為湖底長滿水藻，所以白鷺湖的水是綠色的。遊客很多。 | 水藻
        es | ¿Quién pintó el mural de la estación de Valdeluz? | La estación de Valdeluz tiene cuatro andenes. El mural de la estación es muy grande. | Los trenes salen cada hora. El mural de la estación de Valdeluz lo pintó Inés Robledo. Fue restaurado después. | Inés Robledo
        fr | Quand le phare de Kerlan a-t-il été construit ? | Le phare de Kerlan se dresse sur un rocher. Le phare est ouvert l'été. | La côte est dangereuse. Le phare de Kerlan a été construit en 1861. Il a été peint en rouge. | 1861
        de | Wie hoch ist der Turm von Birkenau am See? | Der Turm von Birkenau am See ist ein Wahrzeichen. Viele Gäste besuchen den Turm. | Oben gibt es ein Café. Der Turm von Birkenau am See ist 87 Meter hoch. Der Eintritt ist frei. | 87 Meter
        ar | متى افتتحت مكتبة الزيتون؟ | تقع مكتبة الزيتون قرب النهر. تضم المكتبة كتبا كثيرة. | المبنى واسع. افتتحت مكتبة الزيتون عام 1983. الدخول مجاني. | 1983
        """)
    void findsTheSentenceThatAnswers(String lang, String question, String first, String second, String answer) {
        try (Corpus corpus = new Corpus(folder).add("a", lang, "A", first).add("b", lang, "B", second)) {
            Answer given = new ExtractiveAnswerer(corpus.findsAll(lang), corpus.store(), LanguageAnalyzers.standard())
                    .answer(Question.of(Viewer.OPERATOR, question), new Answerer.Listener() {});
            assertThat(given).isInstanceOfSatisfying(Answer.Grounded.class, grounded -> {
                assertThat(grounded.citations().getFirst().quote()).contains(answer);
                assertThat(grounded.lang()).isEqualTo(lang);
            });
        }
    }
}
