package dev.nuri.system.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {

    @TestFactory
    Stream<DynamicTest> theProductKeepsEachRule() {
        JavaClasses product = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .withImportOption(location -> !location.contains("-tests.jar")) // another module's tests
                .importPackages(
                        "dev.nuri.hw",
                        "dev.nuri.moe",
                        "dev.nuri.langchain4j",
                        "dev.nuri.indexer",
                        "dev.nuri.onnx",
                        "dev.nuri.student",
                        "dev.nuri.remote",
                        "dev.nuri.training",
                        "dev.nuri.retriever",
                        "dev.nuri.opensearch",
                        "dev.nuri.generator",
                        "dev.nuri.openai",
                        "dev.nuri.web");
        assertThat(product.containPackage("dev.nuri.web")).isTrue();
        return new Architecture("dev.nuri")
                .rules().stream().map(rule -> dynamicTest(rule.getDescription(), () -> rule.check(product)));
    }

    @Test
    void brokenModulesBreakTheRules() {
        String base = "dev.nuri.system.architecture.broken";
        JavaClasses broken = new ClassFileImporter().importPackages(base);
        assertThat(new Architecture(base)
                        .rules().stream()
                                .filter(rule -> rule.evaluate(broken).hasViolation())
                                .map(ArchRule::getDescription))
                .anyMatch(rule -> rule.startsWith("indexer depends on nothing but"))
                .anyMatch(rule -> rule.startsWith("only the root package of indexer"))
                .anyMatch(rule -> rule.startsWith("only hw.vector"))
                .anyMatch(rule -> rule.startsWith("public types live in root packages"));
    }
}
