package dev.nuri.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nuri.indexer.SourceLeases.Round;
import dev.nuri.opensearch.Cluster.Reply;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Entries of leases in an index of their own, one a part. Each is written only over the version that was read. */
final class LeaseEntries {

    /** Pieces of work that are remembered of each part. */
    private static final int MAX_WORKS = 8;

    private static final String OWNER = "owner";
    private static final String BEAT = "beat";
    private static final String WORKS = "works";
    private static final String NAME = "name";
    private static final String BEGUN = "begun";
    private static final String DONE = "done";
    private static final String COVERED = "covered";

    private static final int CHANGED = 409;
    private static final byte[] LINE = {'\n'};

    private final Cluster cluster;
    private final String index;

    /** Entries of the index {@code NAME-leases}, which is made when absent. */
    LeaseEntries(Cluster cluster) {
        this.cluster = cluster;
        this.index = cluster.config().index() + "-leases";
        ObjectNode body = Cluster.object();
        body.putObject("settings")
                .put("number_of_shards", 1)
                .put("number_of_replicas", cluster.config().layout().replicas());
        body.putObject("mappings").put("dynamic", false);
        Reply reply = Patience.with(() -> cluster.send("PUT", "/" + index, body), Reply::isFailure);
        if (!reply.errorType().equals("resource_already_exists_exception")) {
            cluster.checked(reply);
        }
        cluster.call("GET", "/_cluster/health/" + index + "?wait_for_status=yellow&timeout=30s", null);
    }

    /**
     * Which write of an entry is meant.
     *
     * @param number in order of writes to a shard; -1 for an entry that is not there
     * @param term of the shard's leadership
     */
    record Version(long number, long term) {

        static final Version NONE = new Version(-1, 0);

        private static Version of(JsonNode answer) {
            return new Version(
                    answer.path("_seq_no").asLong(),
                    answer.path("_primary_term").asLong());
        }
    }

    /**
     * One lease.
     *
     * @param version that was read or written last
     * @param owner the process that holds it; empty for none
     * @param beat grows with each write, so that no two are alike
     * @param works the last rounds of pieces of work, those begun last at the end
     */
    record Entry(Version version, String owner, long beat, Map<String, Round> works) {

        private static final Entry NONE = new Entry(Version.NONE, "", 0, Map.of());

        Round round(String work) {
            return works.getOrDefault(work, Round.NONE);
        }

        /** To be written for an owner. */
        Entry by(String newOwner) {
            return new Entry(version, newOwner, beat + 1, works);
        }

        /** With another round of a piece of work. */
        Entry begun(String work) {
            Round before = round(work);
            Map<String, Round> now = new LinkedHashMap<>(works);
            now.remove(work);
            now.put(work, new Round(before.begun() + 1, before.done(), before.covered()));
            while (now.size() > MAX_WORKS) {
                now.remove(now.keySet().iterator().next());
            }
            return new Entry(version, owner, beat, now);
        }

        /** With the last round of a piece of work done. */
        Entry done(String work, String covered) {
            Map<String, Round> now = new LinkedHashMap<>(works);
            now.computeIfPresent(work, (_, round) -> new Round(round.begun(), round.begun(), covered));
            return new Entry(version, owner, beat, now);
        }

        private Entry at(Version written) {
            return new Entry(written, owner, beat, works);
        }

        private static Entry of(JsonNode answer) {
            if (!answer.path("found").asBoolean()) {
                return NONE;
            }
            JsonNode source = answer.path("_source");
            Map<String, Round> works = new LinkedHashMap<>();
            for (JsonNode work : source.path(WORKS)) {
                works.put(
                        work.path(NAME).asText(),
                        new Round(
                                work.path(BEGUN).asLong(),
                                work.path(DONE).asLong(),
                                work.path(COVERED).asText()));
            }
            return new Entry(
                    Version.of(answer),
                    source.path(OWNER).asText(),
                    source.path(BEAT).asLong(),
                    works);
        }

        private ObjectNode json() {
            ObjectNode json = Cluster.object().put(OWNER, owner).put(BEAT, beat);
            ArrayNode list = json.putArray(WORKS);
            works.forEach((name, round) -> list.addObject()
                    .put(NAME, name)
                    .put(BEGUN, round.begun())
                    .put(DONE, round.done())
                    .put(COVERED, round.covered()));
            return json;
        }
    }

    /** The entries of some parts, in their order, as they are now. */
    List<Entry> read(List<Integer> parts) {
        if (parts.isEmpty()) {
            return List.of();
        }
        ObjectNode body = Cluster.object();
        ArrayNode ids = body.putArray("ids");
        parts.forEach(part -> ids.add(String.valueOf(part)));
        JsonNode answer = cluster.checked(Patience.with(
                () -> cluster.send("POST", "/" + index + "/_mget", body),
                reply -> reply.isFailure() || reply.body().path("docs").findValue("error") != null));
        List<Entry> entries = new ArrayList<>();
        for (JsonNode one : answer.path("docs")) {
            if (one.has("error")) {
                throw cluster.failure(new Reply(503, one));
            }
            entries.add(Entry.of(one));
        }
        return entries;
    }

    /**
     * Writes entries by part, each over its version.
     *
     * @return those that were written, with their new versions; not those that another wrote meanwhile, nor those that the
     *     cluster had no room for
     * @throws dev.nuri.indexer.NuriException when none was, for another reason than that another wrote it
     */
    Map<Integer, Entry> write(Map<Integer, Entry> entries) {
        Map<Integer, Entry> written = new TreeMap<>();
        if (entries.isEmpty()) {
            return written;
        }
        byte[] lines = lines(entries);
        JsonNode answer =
                cluster.checked(cluster.send("POST", "/" + index + "/_bulk", Map.of(), lines, "application/x-ndjson"));
        Reply refused = null;
        for (JsonNode item : answer.path("items")) {
            JsonNode result = item.elements().next();
            int part = Integer.parseInt(result.path("_id").asText());
            Entry entry = entries.get(part);
            if (entry != null && !result.has("error")) {
                written.put(part, entry.at(Version.of(result)));
            } else if (result.path("status").asInt() != CHANGED) {
                refused = new Reply(result.path("status").asInt(), result);
            }
        }
        if (written.isEmpty() && refused != null) {
            throw cluster.failure(refused);
        }
        return written;
    }

    private static byte[] lines(Map<Integer, Entry> entries) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        entries.forEach((part, entry) -> {
            boolean isNew = entry.version().equals(Version.NONE);
            ObjectNode action = Cluster.object();
            ObjectNode about = action.putObject(isNew ? "create" : "index").put("_id", String.valueOf(part));
            if (!isNew) {
                about.put("if_seq_no", entry.version().number())
                        .put("if_primary_term", entry.version().term());
            }
            lines.writeBytes(Cluster.bytes(action));
            lines.writeBytes(LINE);
            lines.writeBytes(Cluster.bytes(entry.json()));
            lines.writeBytes(LINE);
        });
        return lines.toByteArray();
    }
}
