package io.helloscope.knowledge;

import io.helloscope.bytes.Bytes;
import io.helloscope.verdict.Cause;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The tables that come with the program, with those that somebody added laid over them. */
public final class KnowledgeTables implements Knowledge {
    private static final String CAUSES = "causes.yaml";
    private static final String PLAINTEXT = "plaintext.yaml";

    private final Map<Cause, CauseEntry> causes;
    private final PlaintextTable plaintext;

    private KnowledgeTables(List<Row> overlays) {
        Map<Cause, CauseEntry> table = new EnumMap<>(Cause.class);
        CauseTable.addTo(table, YamlFile.resource(CAUSES));
        overlays.forEach(overlay -> CauseTable.addTo(table, overlay));
        this.causes = CauseTable.complete(CAUSES, table);
        this.plaintext = plaintext(overlays);
    }

    /**
     * The tables that come with the program.
     *
     * @throws KnowledgeException if one is missing or damaged
     */
    public static Knowledge load() {
        return load(List.of());
    }

    /**
     * The tables that come with the program with these files laid over them: a row with a known code or id replaces that one, others
     * are added and tried first; of several files the last counts.
     *
     * @throws KnowledgeException if a table or a file is missing or damaged
     */
    public static Knowledge load(List<Path> overlays) {
        return new KnowledgeTables(overlays.stream().map(YamlFile::file)
                .map(row -> row.only("format", "causes", "answers", "http-answers", "client-protocols")).toList());
    }

    private static PlaintextTable plaintext(List<Row> overlays) {
        List<Row> files = new ArrayList<>(List.of(YamlFile.resource(PLAINTEXT)));
        files.addAll(overlays);
        return new PlaintextTable(merge(files, "answers", BytesRule::ofServer, BytesRule::id),
                merge(files, "http-answers", HttpRule::of, HttpRule::id),
                merge(files, "client-protocols", BytesRule::ofClient, BytesRule::id));
    }

    /** The rows of this list in all files: later files replace rows in their place or put new ones first. */
    static <T> List<T> merge(List<Row> files, String key, Function<Row, T> read, Function<T, String> id) {
        List<T> merged = new ArrayList<>();
        for (Row file : files) {
            List<T> added = new ArrayList<>();
            for (Row row : file.rows(key)) {
                T entry = read.apply(row);
                if (added.stream().anyMatch(e -> id.apply(e).equals(id.apply(entry)))) {
                    throw row.wrong("id", id.apply(entry) + " (expected: each id once)");
                }
                added.add(entry);
            }
            for (int i = 0; i < merged.size(); i++) {
                String known = id.apply(merged.get(i));
                int place = i;
                added.stream().filter(e -> id.apply(e).equals(known)).findFirst().ifPresent(e -> merged.set(place, e));
            }
            added.removeIf(e -> merged.contains(e));
            merged.addAll(0, added);
        }
        return List.copyOf(merged);
    }

    @Override
    public CauseEntry cause(Cause cause) {
        CauseEntry entry = causes.get(cause);
        if (entry == null) {
            throw new IllegalStateException("no row for " + cause.code());
        }
        return entry;
    }

    @Override
    public Optional<PlaintextAnswer> plaintextAnswer(Bytes serverBytes) {
        return plaintext.answer(serverBytes);
    }

    @Override
    public boolean expectsTls(Bytes serverBytes) {
        return plaintext.expectsTls(serverBytes);
    }

    @Override
    public Optional<String> clientProtocol(Bytes clientBytes) {
        return plaintext.clientProtocol(clientBytes);
    }

    @Override
    public List<InspectionProduct> inspectionProducts(String commonName, String organization, String organizationalUnit) {
        return List.of();
    }

    @Override
    public boolean isPublicRoot(String certificateSha256) {
        return false;
    }

    @Override
    public boolean isPublicRootKeyId(String subjectKeyId) {
        return false;
    }

    @Override
    public List<PortalCheck> portalChecks() {
        return List.of();
    }
}
