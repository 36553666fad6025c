package dev.nuri.indexer.extract;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.select.Selector;

/**
 * Text that a browser would not show. It is often harmless, and sometimes written for machines that read what people
 * cannot see; either way it must not be cited.
 */
final class HiddenText {

    private static final Pattern INVISIBLE =
            Pattern.compile("display:none|visibility:(hidden|collapse)|(?<![\\w-])opacity:0(\\.0+)?(?![.\\d])"
                    + "|font-size:(0(\\.\\d+)?|1)(px|pt|em|rem|%)?(?![.\\d\\w%])|text-indent:-\\d{4,}"
                    + "|(left|top):-\\d{4,}|clip:rect\\((0|1px)|clip-path:inset\\((50|100)%");
    private static final Pattern COLOR = Pattern.compile("(?:^|;)color:([^;!]+)");
    private static final Pattern BACKGROUND = Pattern.compile("(?:^|;)background(?:-color)?:([^;!]+)");
    private static final int MAX_RULES = 2000;

    private HiddenText() {}

    /** Takes hidden elements out of the page; true when any of them held text. */
    static boolean remove(Document page) {
        List<Element> hidden = new ArrayList<>();
        for (Element element : page.getAllElements()) {
            if (isHidden(element)) {
                hidden.add(element);
            }
        }
        hidden.addAll(hiddenByRules(page));
        boolean text = false;
        for (Element element : hidden) {
            text |= element.hasText() && !element.equals(page.body());
            if (!element.equals(page.body()) && element.parent() != null) {
                element.remove();
            }
        }
        return text;
    }

    private static boolean isHidden(Element element) {
        return element.hasAttr("hidden")
                || element.attr("aria-hidden").equalsIgnoreCase("true")
                || (element.hasAttr("style") && isInvisible(element.attr("style")));
    }

    /** Whether declarations make text invisible: not displayed, too small, off the page, or of its background's colour. */
    static boolean isInvisible(String declarations) {
        String style = declarations.toLowerCase(Locale.ROOT).replaceAll("\\s+", "");
        if (INVISIBLE.matcher(style).find()) {
            return true;
        }
        Matcher color = COLOR.matcher(style);
        Matcher background = BACKGROUND.matcher(style);
        if (!color.find()) {
            return false;
        }
        String ink = normalColor(color.group(1));
        return ink.equals("transparent") || (background.find() && ink.equals(normalColor(background.group(1))));
    }

    private static String normalColor(String color) {
        String value =
                switch (color) {
                    case "white", "rgb(255,255,255)", "#fff" -> "#ffffff";
                    case "black", "rgb(0,0,0)", "#000" -> "#000000";
                    default -> color;
                };
        boolean shorthand = value.length() == 4 && value.charAt(0) == '#';
        return shorthand ? value.replaceAll("([0-9a-f])", "$1$1") : value;
    }

    private static List<Element> hiddenByRules(Document page) {
        List<Element> hidden = new ArrayList<>();
        int rules = 0;
        for (Element style : page.getElementsByTag("style")) {
            for (StyleRules sheet = new StyleRules(style.data()); rules < MAX_RULES && sheet.next(); rules++) {
                if (isInvisible(sheet.declarations())) {
                    select(page, sheet.selector(), hidden);
                }
            }
        }
        return hidden;
    }

    private static void select(Document page, String selector, List<Element> into) {
        try {
            into.addAll(page.select(selector));
        } catch (Selector.SelectorParseException | IllegalArgumentException e) {
            // A selector this library does not know, such as one with a state, hides nothing at rest.
            return;
        }
    }
}
