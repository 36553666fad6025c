package dev.nuri.indexer;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * For whom the index is read: what a viewer may not read is not there for him. Two viewers that may read the same are
 * equal.
 *
 * <p>A principal is {@code user:NAME}, {@code group:NAME} or {@link #EVERYONE}. A document names the principals that may
 * read it; one that names none may be read by everyone who may read its collection.
 *
 * @param principals who the viewer is; {@link #EVERYONE} always among them; null when he may read everything
 * @param collections the collections he may read; null for all
 */
public record Viewer(Set<String> principals, Set<String> collections) {

    /** The principal that every viewer is. */
    public static final String EVERYONE = "everyone";

    /** Reads everything: the operator, and whoever uses a Nuri that asks nobody who he is. */
    public static final Viewer OPERATOR = new Viewer(null, null);

    private static final Pattern PRINCIPAL = Pattern.compile("(user|group):[^\\p{Cntrl},]{1,200}");

    public Viewer {
        if (principals != null) {
            TreeSet<String> all = new TreeSet<>();
            principals.forEach(name -> all.add(principal(name)));
            all.add(EVERYONE);
            principals = Set.copyOf(all);
        }
        collections = collections == null ? null : Set.copyOf(collections);
    }

    /** Whether there is nothing that he may not read. */
    public boolean readsAll() {
        return principals == null && collections == null;
    }

    /**
     * A principal's name, checked.
     *
     * @throws NuriException when it is not one
     */
    public static String principal(String name) {
        if (name == null || !(name.equals(EVERYONE) || PRINCIPAL.matcher(name).matches())) {
            throw NuriException.invalid("A principal is user:NAME, group:NAME or everyone, got '" + name + "'.");
        }
        return name;
    }
}
