package dev.nuri.retriever;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.indexer.LanguageIdentifiers;
import dev.nuri.indexer.Span;
import dev.nuri.indexer.Viewer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Words that are typed otherwise than they are written, found by words alone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueryVariantsTest {

    /** Language | query | text that is meant | text that is not, which must not come before it. */
    private static final String PAIRS = """
            en | A.X-K1 | The model A.X-K1 was released. | The model A.X-K2 was released.
            en | a.x-k1 | Weights of A.X-K1 are open. | A letter, an x and a k with a 1.
            en | 2026-11-23 | Signed on 2026-11-23 by both. | Signed on 2026-12-23 by 11 of them.
            en | 23 2026 | Version of 2026-05-23 of the form. | Version of 2025-05-22 of the form.
            en | SKU-1234/AB | Order part SKU-1234/AB here. | Order part SKU-1234/CD, then AB-77.
            en | 1234/AB | The shelf holds SKU-1234/AB boxes. | The shelf holds 12 AB boxes.
            en | 1234 | Shelf two holds SKU-1234/AC now. | Shelf two holds SKU-1235/AC now.
            en | kim@example.org | Write to kim@example.org today. | Write to lee@example.org, not Kim.
            en | example.org | The site example.org moved. | The site example.net moved.
            en | https://docs.example.com/a/b | See https://docs.example.com/a/b for it. | See https://docs.example.com/c/d for it.
            en | C++ | Written in C++ by the team. | Written in C by the team.
            en | c# | A tutorial for C# beginners. | A tutorial for C beginners.
            en | .NET | Runs on .NET and Mono. | Runs on the net and lines.
            en | v2.5.1 | Fixed in v2.5.1 at last. | Fixed in v2.5.2 at last.
            en | 10.1000/182 | Cited as doi 10.1000/182 there. | Cited as doi 10.1000/183 there.
            en | 1,000 | It cost 1,000 coins. | It cost 1,500 coins.
            en | libraries | A library lends novels. | A liberty lends nothing.
            en | resume | Send a résumé by mail. | Send a result by mail.
            en | Strasse | The Straße was closed. | The strata were closed.
            de | Kunststoffindustrie | Die Kunststoffindustrie wächst. | Die Stahlproduktion wächst.
            de | alte Haeuser am Fluss | Alte Häuser am Fluss. | Alte Hasen am Fluss.
            de | strasse | Lange Straße nach Süden. | Lange Strophe nach Noten.
            ko | 도서관 | 도서관에서 책을 빌렸다. | 미술관에서 그림을 보았다.
            ko | 서울역 | 서울역에서 기차를 탔다. | 부산항에서 배를 탔다.
            ko | 한국어교육 | 한국어 교육을 시작했다. | 영어 수업을 마쳤다.
            ko | 삼성 전자 | 삼성전자가 실적을 냈다. | 엘지화학이 실적을 냈다.
            ko | 먹는다 | 아이가 밥을 먹었다. | 아이가 물을 마셨다.
            ko | ＧＰＵ | 이 GPU는 빠르다. | 이 CPU는 느리다.
            ja | 引越し | 引っ越しの準備をする。 | 引き出しの整理をする。
            ja | サーバ | サーバーを再起動した。 | サービスを再開した。
            ja | コンピューター | コンピュータを買った。 | コンサートを聴いた。
            ja | ﾃﾞｰﾀ | データを保存する。 | デートを延期する。
            ja | 走る | 犬が公園で走った。 | 犬が公園で眠った。
            ja | 斎藤 | 斎藤さんに会う。 | 佐藤さんに会う。
            ja | 取扱説明書 | 取り扱い説明書を読む。 | 新聞記事を読む。
            zh | 图书馆 | 圖書館今天開放。 | 电影院今天开放。
            zh-Hant | 憲法 | 宪法规定了权利。 | 民法規定了權利。
            zh | 電腦軟件 | 电脑软件更新了。 | 家具木料更新了。
            zh | 後來 | 后来他走了。 | 从前他来过。
            vi | Ha Noi | Thủ đô là Hà Nội. | Cảng lớn là Hải Phòng.
            vi | duong pho | Đường phố rất đông. | Sông núi rất đẹp.
            vi | Hà Nội | Den tham Ha Noi mua thu. | Den tham Hue mua xuan.
            tr | istanbul | İSTANBUL büyük bir şehirdir. | ANKARA büyük bir ildir.
            tr | IŞIK | Odada ışık yandı. | Odada soba yandı.
            tr | isiklar | Sokakta ışıklar söndü. | Sokakta sesler sustu.
            tr | kitaplarımız | Bu kitap çok güzel. | Bu çiçek çok güzel.
            ar | المكتبة | مكتبة كبيرة في المدينة. | حديقة كبيرة في المدينة.
            ar | احمد | وصل أحمد إلى البيت. | وصل محمود إلى البيت.
            ar | مدرسه | المدرسة مفتوحة اليوم. | المستشفى مفتوح اليوم.
            ar | كِتَاب | قرأ كتاب التاريخ. | قرأ جريدة الصباح.
            ar | ٢٠٢٦ | حدث ذلك عام 2026 هناك. | حدث ذلك عام 2025 هناك.
            fa | كتاب | این کتاب خوب است. | این خانه خوب است.
            fa | می‌روم | من به مدرسه می روم. | من در خانه می مانم.
            fa | ۱۴۰۵ | در سال 1405 آغاز شد. | در سال 1404 آغاز شد.
            th | ห้องสมุด | เขาไปห้องสมุดทุกวัน | เขาไปตลาดทุกวัน
            th | โรงเรียน | เด็กอยู่ที่โรงเรียน | เด็กอยู่ที่บ้าน
            km | បណ្ណាល័យ | ខ្ញុំទៅបណ្ណាល័យថ្ងៃនេះ | ខ្ញុំទៅផ្សារថ្ងៃនេះ
            hi | पुस्तकालय | वह पुस्तकालयों में जाता है। | वह बाज़ार में जाता है।
            hi | हिन्दी | हिंदी भाषा सीखो। | बंगाली भाषा सीखो।
            hi | २०२६ | यह 2026 में बना। | यह 2025 में बना।
            el | οδοσ | Η ΟΔΟΣ είναι στενή. | Η ΠΟΡΤΑ είναι στενή.
            el | βιβλιοθηκη | Η βιβλιοθήκη άνοιξε. | Η εκκλησία άνοιξε.
            ru | ёлка | Елка стоит в углу. | Ель стоит в лесу.
            ru | библиотека | Книги из библиотеки. | Книги из магазина.
            pl | ksiazka | Nowa książka leży tu. | Nowa szafka leży tu.
            es | cancion | La canción es bonita. | La canasta es bonita.
            fr | oeuvre | Son œuvre est immense. | Son ouvrage est immense.
            fr | l'eau | Une eau très claire. | Une nuit très claire.
            fi | kirjasto | Menen kirjastossa lukemaan. | Menen kaupassa käymään.
            sw | kitabu | Kitabu hiki ni kizuri. | Nyumba hii ni nzuri.
            """;

    record Pair(String lang, String query, String text, String other) {}

    private Corpus corpus;
    private Retriever retriever;

    static List<Pair> pairs() {
        return PAIRS.lines()
                .map(line -> line.split(" \\| ", -1))
                .map(cells -> new Pair(cells[0], cells[1], cells[2], cells[3]))
                .toList();
    }

    @BeforeAll
    void index(@TempDir Path folder) {
        corpus = new Corpus(folder, null);
        for (Pair pair : pairs()) {
            add(pair.lang(), pair.text());
            add(pair.lang(), pair.other());
        }
        corpus.commit();
        retriever = new HybridRetriever(corpus.store(), LanguageIdentifiers.standard(), Corpus.ANALYZERS, null);
    }

    /** Titled with what says nothing. */
    private void add(String lang, String text) {
        String name = "n" + corpus.entries().size();
        corpus.add("c", name, lang, "text/plain", text, List.of(new Span(0, text.length())));
    }

    @AfterAll
    void close() {
        corpus.close();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void whatIsMeantIsFoundBeforeWhatIsNot(Pair pair) {
        List<String> texts = retriever.search(SearchRequest.of(Viewer.OPERATOR, pair.query(), 100)).hits().stream()
                .map(hit -> hit.passage().text())
                .toList();
        int found = texts.indexOf(pair.text());
        int other = texts.indexOf(pair.other());
        assertThat(found).as("found among " + texts).isNotNegative();
        assertThat(other < 0 || found < other).as("before what is not meant").isTrue();
    }
}
