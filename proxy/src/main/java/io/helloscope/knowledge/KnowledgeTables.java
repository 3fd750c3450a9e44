package io.helloscope.knowledge;

import io.helloscope.bytes.Bytes;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Remedy;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The tables that come with the program, with those that somebody added laid over them. Causes, their remedies, plaintext and portal checks are read at
 * once; the larger tables when they are first asked for, or at once where an added file has rows for them.
 */
public final class KnowledgeTables implements Knowledge {
    private static final String CAUSES = "causes.yaml";
    private static final String ROOTS = "public-roots.tsv";
    private static final String LOGS = "ct-logs.tsv";

    private final Map<Cause, CauseEntry> causes;
    private final PlaintextTable plaintext;
    private final List<PortalCheck> portalChecks;
    private final List<ProductRemedy> productRemedies;
    private final Lazy<InspectionTable> inspection;
    private final Lazy<ClientErrors> clientErrors;
    private final Lazy<PublicRoots> roots;
    private final Lazy<CtLogs> logs;
    private final List<OwnIssuer.Entry> ownIssuers;
    private final Map<String, KnownHost> knownHosts;
    private final ClientHellos clientHellos;

    private KnowledgeTables(List<Row> overlays, PublicLists lists) {
        Map<Cause, CauseEntry> table = new EnumMap<>(Cause.class);
        under(CAUSES, overlays).forEach(file -> CauseTable.addTo(table, file));
        this.causes = CauseTable.complete(CAUSES, table);
        this.plaintext = PlaintextTable.of(under("plaintext.yaml", overlays));
        this.portalChecks = merge(under("portal-checks.yaml", overlays), "portal-checks", NamedCheck::of, NamedCheck::id).stream()
                .map(NamedCheck::check).toList();
        this.productRemedies = merge(under("product-remedies.yaml", overlays), "product-remedies", ProductRemedy::of, ProductRemedy::id);
        this.inspection = new Lazy<>(() -> new InspectionTable(merge(under("inspection-products.yaml", overlays), "inspection-products",
                InspectionTable.Entry::of, InspectionTable.Entry::id)));
        this.clientErrors = new Lazy<>(() -> ClientErrors.of(under("client-errors.yaml", overlays)));
        this.ownIssuers = merge(under("own-issuers.yaml", overlays), "own-issuers", OwnIssuer.Entry::of, OwnIssuer.Entry::id);
        this.knownHosts = merge(under("known-hosts.yaml", overlays), "known-hosts", KnownHost::of, KnownHost::host).stream()
                .collect(Collectors.toMap(KnownHost::host, Function.identity()));
        this.clientHellos = new ClientHellos(
                merge(under("client-hellos.yaml", overlays), "client-hellos", ClientHellos.Expectation::of, ClientHellos.Expectation::id),
                merge(under("client-hellos.yaml", overlays), "product-hellos", ClientHellos.ProductHello::of, ClientHellos.ProductHello::id));
        this.roots = new Lazy<>(() -> lists.roots().orElseGet(() -> PublicRoots.parse(ROOTS, YamlFile.text(ROOTS))));
        this.logs = new Lazy<>(() -> lists.ctLogs().map(KnowledgeTables::logs).orElseGet(() -> CtLogs.parse(LOGS, YamlFile.text(LOGS))));
        if (!overlays.isEmpty()) {
            readAll();
        }
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
        return load(overlays, PublicLists.BUILT_IN);
    }

    /**
     * The same with other lists of what is public.
     *
     * @throws KnowledgeException if a table or a file is missing or damaged
     */
    public static Knowledge load(List<Path> overlays, PublicLists lists) {
        return new KnowledgeTables(overlays.stream().map(YamlFile::file).map(row -> row.only("format", "causes", "answers", "http-answers",
                "client-protocols", "portal-checks", "product-remedies", "inspection-products", "client-aliases", "signs", "client-errors",
                "checks", "situations", "own-issuers", "known-hosts",
                "client-hellos", "product-hellos")).toList(), lists);
    }

    private static CtLogs logs(Path file) {
        return CtLogs.ofPublicForm(file.toString(), YamlFile.textOf(file), YamlFile.dayOf(file));
    }

    private static List<Row> under(String resource, List<Row> overlays) {
        List<Row> files = new ArrayList<>(List.of(YamlFile.resource(resource)));
        files.addAll(overlays);
        return files;
    }

    /** The rows of this list in all files: later files replace rows in their place or put new ones first. */
    static <T> List<T> merge(List<Row> files, String key, Function<Row, T> read, Function<T, String> id) {
        Map<String, T> merged = new LinkedHashMap<>();
        for (Row file : files) {
            Map<String, T> added = new LinkedHashMap<>();
            for (Row row : file.rows(key)) {
                T entry = read.apply(row);
                if (added.put(id.apply(entry), entry) != null) {
                    throw row.wrong("id", id.apply(entry) + " (expected: each id once)");
                }
            }
            Map<String, T> all = new LinkedHashMap<>();
            all.putAll(added);
            all.keySet().removeAll(merged.keySet());
            merged.forEach((name, entry) -> all.put(name, added.getOrDefault(name, entry)));
            merged.clear();
            merged.putAll(all);
        }
        return List.copyOf(merged.values());
    }

    private record NamedCheck(String id, PortalCheck check) {
        static NamedCheck of(Row row) {
            row.only("id", "client", "host", "path", "status", "body", "source").text("source");
            return new NamedCheck(row.text("id"), new PortalCheck(row.text("host"), row.text("path"), row.number("status", 100, 599),
                    row.optionalText("body").orElse(""), row.text("client")));
        }
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
    public List<Remedy> remedies(Cause cause, String product) {
        return productRemedies.stream().filter(row -> row.helps(cause, product)).map(ProductRemedy::remedy).toList();
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
        return inspection.value().find(commonName, organization, organizationalUnit);
    }

    @Override
    public boolean isPublicRoot(String certificateSha256) {
        return roots.value().hasCertificate(certificateSha256);
    }

    @Override
    public boolean isPublicRootKeyId(String subjectKeyId) {
        return roots.value().hasKeyId(subjectKeyId);
    }

    @Override
    public boolean isPublicRootKey(String spkiSha256) {
        return roots.value().hasKey(spkiSha256);
    }

    @Override
    public LocalDate publicRootsAsOf() {
        return roots.value().asOf();
    }

    @Override
    public Optional<CtLogs.CtLog> ctLog(Bytes logId) {
        return logs.value().log(logId);
    }

    @Override
    public LocalDate ctLogsAsOf() {
        return logs.value().asOf();
    }

    @Override
    public Optional<OwnIssuer> ownIssuer(String commonName, String organization, String organizationalUnit) {
        return ownIssuers.stream().filter(entry -> entry.matches(commonName, organization, organizationalUnit)).findFirst().map(OwnIssuer.Entry::issuer);
    }

    @Override
    public ClientHellos clientHellos() {
        return clientHellos;
    }

    @Override
    public Optional<KnownHost> knownHost(String host) {
        return Optional.ofNullable(knownHosts.get(host));
    }

    @Override
    public ClientErrors clientErrors() {
        return clientErrors.value();
    }

    @Override
    public List<PortalCheck> portalChecks() {
        return portalChecks;
    }

    @Override
    public void readAll() {
        inspection.value();
        clientErrors.value();
        roots.value();
        logs.value();
    }
}
