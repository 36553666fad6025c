package dev.nuri.indexer.extract;

/** The rules of a style sheet, one after the other, in time that grows with its length alone. */
final class StyleRules {

    /** What cannot be in a selector: what comes before the last of these belongs to something else. */
    private static final String NOT_IN_SELECTORS = "@;{}";

    private final String sheet;
    private int at;
    private String selector = "";
    private String declarations = "";

    StyleRules(String sheet) {
        this.sheet = withoutComments(sheet);
    }

    /** Goes to the next rule; false when there is none. */
    boolean next() {
        int from = at;
        while (from < sheet.length()) {
            int open = sheet.indexOf('{', from);
            if (open < 0) {
                break;
            }
            int start = open;
            while (start > at && NOT_IN_SELECTORS.indexOf(sheet.charAt(start - 1)) < 0) {
                start--;
            }
            int close = endOfDeclarations(open + 1);
            at = Math.min(sheet.length(), close + 1);
            if (close < sheet.length() && sheet.charAt(close) == '}' && start < open) {
                selector = sheet.substring(start, open).strip();
                declarations = sheet.substring(open + 1, close);
                return true;
            }
            // A block within this one, as in a media query: its selector comes before the brace that was met.
            at = close < sheet.length() && sheet.charAt(close) == '{' ? open + 1 : at;
            from = at;
        }
        at = sheet.length();
        return false;
    }

    String selector() {
        return selector;
    }

    String declarations() {
        return declarations;
    }

    private int endOfDeclarations(int from) {
        int end = from;
        while (end < sheet.length() && sheet.charAt(end) != '{' && sheet.charAt(end) != '}') {
            end++;
        }
        return end;
    }

    private static String withoutComments(String sheet) {
        StringBuilder out = new StringBuilder(sheet.length());
        int at = 0;
        for (int open = sheet.indexOf("/*"); open >= 0; open = sheet.indexOf("/*", at)) {
            int close = sheet.indexOf("*/", open + 2);
            if (close < 0) {
                break;
            }
            out.append(sheet, at, open);
            at = close + 2;
        }
        out.append(sheet, at, sheet.length());
        return out.toString().replace("<!--", "").replace("-->", "");
    }
}
