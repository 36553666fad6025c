package dev.nuri.system.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The rules of docs/architecture.md, for modules that are packages below a base package.
 *
 * @param base {@code dev.nuri} for the product; another for checking that the rules can fail
 */
record Architecture(String base) {

    private static final String SERVICE = "web";

    /** What the model runtime offers programs that use it as a library, beside its root package. */
    private static final Set<String> MODEL_LIBRARY = Set.of("moe.format", "moe.tokenizer", "moe.sampling", "moe.chat");

    /** Module to the modules it may use. */
    private static final Map<String, Set<String>> USES = Map.ofEntries(
            Map.entry("hw", Set.of()),
            Map.entry("moe", Set.of("hw")),
            Map.entry("langchain4j", Set.of("moe")),
            Map.entry("indexer", Set.of()),
            Map.entry("onnx", Set.of("indexer", "retriever")),
            Map.entry("student", Set.of("indexer")),
            Map.entry("remote", Set.of("indexer", "retriever")),
            Map.entry("opensearch", Set.of("indexer")),
            Map.entry("training", Set.of("indexer", "student", "retriever")),
            Map.entry("retriever", Set.of("indexer")),
            Map.entry("generator", Set.of("indexer", "retriever", "moe")),
            Map.entry("client", Set.of()),
            Map.entry("openai", Set.of("indexer", "remote", "generator")),
            Map.entry(
                    SERVICE,
                    Set.of(
                            "hw",
                            "moe",
                            "langchain4j",
                            "indexer",
                            "onnx",
                            "student",
                            "remote",
                            "training",
                            "retriever",
                            "generator",
                            "openai",
                            "opensearch")));

    List<ArchRule> rules() {
        return Stream.concat(
                        USES.keySet().stream().sorted().flatMap(this::of),
                        Stream.of(vectorApi(), publicOnlyWhenNeeded()))
                .toList();
    }

    /** The service comes last and may use every module, so that no rule of direction binds it. */
    private Stream<ArchRule> of(String module) {
        return module.equals(SERVICE) ? Stream.of(privacy(module)) : Stream.of(direction(module), privacy(module));
    }

    /** Data flows one way: a module uses only those before it. */
    private ArchRule direction(String module) {
        String[] others = USES.keySet().stream()
                .filter(other -> !other.equals(module) && !USES.get(module).contains(other))
                .map(other -> base + "." + other + "..")
                .toArray(String[]::new);
        if (others.length == 0) {
            return noClasses()
                    .that()
                    .resideOutsideOfPackage(base + "..")
                    .should()
                    .resideInAPackage(base + "..");
        }
        return noClasses()
                .that()
                .resideInAPackage(base + "." + module + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .allowEmptyShould(true)
                .as(module + " depends on nothing but " + USES.get(module));
    }

    /** What lies below a module's root package is its own affair. */
    private ArchRule privacy(String module) {
        String root = base + "." + module;
        return noClasses()
                .that()
                .resideInAPackage(base + "..")
                .and()
                .resideOutsideOfPackage(root + "..")
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "lie below the root package of " + module,
                        (JavaClass used) -> used.getPackageName().startsWith(root + ".") && !isLibrary(used)))
                .allowEmptyShould(true)
                .as("only the root package of " + module + " is used from outside");
    }

    private boolean isLibrary(JavaClass type) {
        return MODEL_LIBRARY.stream().anyMatch(part -> type.getPackageName().equals(base + "." + part));
    }

    private ArchRule vectorApi() {
        return noClasses()
                .that()
                .resideInAPackage(base + "..")
                .and()
                .resideOutsideOfPackage(base + ".hw.vector..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jdk.incubator.vector..")
                .as("only hw.vector uses the incubating Vector API");
    }

    /** Below a root package a type is public only because another package of its module uses it. */
    private ArchRule publicOnlyWhenNeeded() {
        return classes()
                .that()
                .resideInAPackage(base + "..")
                .and()
                .resideOutsideOfPackage(base + ".web..")
                .and()
                .resideOutsideOfPackages(MODEL_LIBRARY.stream()
                        .map(part -> base + "." + part + "..")
                        .toArray(String[]::new))
                .and(DescribedPredicate.describe("lie below a module's root package", this::belowRoot))
                .and()
                .areTopLevelClasses()
                .and()
                .arePublic()
                .should(beUsedFromAnotherPackage())
                .allowEmptyShould(true)
                .as("public types live in root packages, below them only what siblings need");
    }

    private boolean belowRoot(JavaClass type) {
        String inside = type.getPackageName().substring(base.length());
        return inside.chars().filter(c -> c == '.').count() > 1;
    }

    private static ArchCondition<JavaClass> beUsedFromAnotherPackage() {
        return new ArchCondition<>("be used from another package, be started, or be found by ServiceLoader") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean used = type.getDirectDependenciesToSelf().stream()
                        .anyMatch(d -> !d.getOriginClass().getPackageName().equals(type.getPackageName()));
                boolean started = type.getMethods().stream()
                        .anyMatch(m ->
                                m.getName().equals("main") && m.getModifiers().contains(JavaModifier.STATIC));
                if (!used && !started && !isService(type)) {
                    events.add(SimpleConditionEvent.violated(
                            type, type.getName() + " is public but used only in its own package"));
                }
            }
        };
    }

    private static boolean isService(JavaClass type) {
        return type.getAllRawInterfaces().stream()
                .map(i -> "META-INF/services/" + i.getName())
                .anyMatch(path -> Architecture.class.getClassLoader().getResource(path) != null);
    }
}
