package dev.nuri.web.cli;

import dev.nuri.moe.CatalogueEntry;
import dev.nuri.moe.InstalledModel;
import dev.nuri.moe.ModelHub;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** What is here and what could be. */
@Command(name = "list", description = "Lists the models that are here and those that can be fetched.")
final class ModelsListTask extends Task {

    private static final int LANGUAGES_SHOWN = 6;

    @Override
    int run(Console console) {
        ModelHub hub = new Models(options.settings()).hub();
        List<InstalledModel> installed = hub.installed();
        Set<String> sources = installed.stream().map(InstalledModel::source).collect(Collectors.toSet());
        List<CatalogueEntry> available = ModelHub.catalogue().stream()
                .filter(entry -> !sources.contains(entry.id()))
                .toList();
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("installed", installed);
        result.put("partial", hub.partial());
        result.put("available", available);
        console.result(result);
        for (InstalledModel model : installed) {
            console.line(console.accent("here     ")
                    + console.bold(Columns.fit(model.name(), 34))
                    + Columns.fit(Sizes.of(model.bytes()), 10)
                    + console.faint(model.path().toString()));
        }
        for (ModelHub.PartialPull pull : hub.partial()) {
            console.line(console.warning("partial  ")
                    + Columns.fit(pull.name(), 34)
                    + Columns.fit(Sizes.of(pull.bytes()), 10)
                    + console.faint("pull it again to go on"));
        }
        available.forEach(entry -> print(entry, console));
        console.line(console.faint("Sizes of models to fetch are approximate. nuri models pull ID"));
        return Exit.DONE;
    }

    private static void print(CatalogueEntry entry, Console console) {
        List<String> languages = entry.languages();
        String shown = String.join(" ", languages.subList(0, Math.min(LANGUAGES_SHOWN, languages.size())))
                + (languages.size() > LANGUAGES_SHOWN ? " ..." : "");
        console.line(console.faint("to fetch ")
                + Columns.fit(entry.id(), 34)
                + Columns.fit(String.format(Locale.ROOT, "~%.1f GB", entry.approximateGigabytes()), 12)
                + Columns.fit(
                        String.format(
                                Locale.ROOT,
                                "%sB, %sB active",
                                plain(entry.parametersBillions()),
                                plain(entry.activeBillions())),
                        24)
                + Columns.fit(entry.type(), 13)
                + console.faint(entry.licence() + "; " + shown));
    }

    private static String plain(double billions) {
        return billions == Math.rint(billions)
                ? String.format(Locale.ROOT, "%.0f", billions)
                : String.format(Locale.ROOT, "%s", billions);
    }
}
