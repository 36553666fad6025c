package dev.nuri.moe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.moe.model.TinyEncoder;
import dev.nuri.moe.model.TinyModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The README's examples compile and run as they stand, but for the name of the model. */
class ReadmeTest {
    private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern MODEL = Pattern.compile("\"[^\"]*\\.gguf\"");

    @TempDir
    static Path temp;

    @TestFactory
    Stream<DynamicTest> examplesRun() throws IOException {
        List<String> examples = EXAMPLE.matcher(Files.readString(Path.of("README.md"), StandardCharsets.UTF_8))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(examples).isNotEmpty();
        TinyModel.writeAny(temp.resolve("tiny.gguf"), 3, 8192, null);
        TinyEncoder.write(temp.resolve("encoder.gguf"), 3);
        return Stream.iterate(0, i -> i < examples.size(), i -> i + 1)
                .map(i -> DynamicTest.dynamicTest("example " + (i + 1), () -> run("Example" + i, examples.get(i))));
    }

    private static void run(String name, String example) throws Exception {
        String file = example.contains("TextEncoder") ? "encoder.gguf" : "tiny.gguf";
        String model = '"' + temp.resolve(file).toString().replace("\\", "\\\\") + '"';
        String body = MODEL.matcher(example).replaceAll(Matcher.quoteReplacement(model));
        String source = String.format(Locale.ROOT, """
            import dev.nuri.moe.*;
            import dev.nuri.moe.sampling.*;
            import dev.nuri.moe.tokenizer.*;
            import java.nio.file.*;
            import java.util.*;
            public class %s {
                public static void main(String[] args) throws Exception {
                    %s
                }
            }
            """, name, body);
        Path folder = Files.createDirectories(temp.resolve(name));
        compile(Files.writeString(folder.resolve(name + ".java"), source), folder);
        URL[] classes = {folder.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(classes, ReadmeTest.class.getClassLoader())) {
            assertThat(printed(loader.loadClass(name).getMethod("main", String[].class)))
                    .isNotEmpty();
        }
    }

    private static String printed(Method main) throws ReflectiveOperationException {
        PrintStream out = System.out;
        ByteArrayOutputStream caught = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(caught, true, StandardCharsets.UTF_8));
            main.invoke(null, (Object) new String[0]);
        } finally {
            System.setOut(out);
        }
        return caught.toString(StandardCharsets.UTF_8);
    }

    private static void compile(Path source, Path folder) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            boolean compiled = compiler.getTask(
                            messages,
                            files,
                            null,
                            List.of("-d", folder.toString(), "-classpath", System.getProperty("java.class.path")),
                            null,
                            files.getJavaFileObjects(source))
                    .call();
            assertThat(compiled).as(messages.toString()).isTrue();
        }
    }
}
