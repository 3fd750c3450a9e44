package io.helloscope.intercept;

import io.helloscope.bytes.Bytes;
import io.helloscope.intercept.ChainView.End;
import io.helloscope.knowledge.CtLogs.CtLog;
import io.helloscope.knowledge.InspectionProduct;
import io.helloscope.knowledge.Knowledge;
import io.helloscope.knowledge.OwnIssuer;
import io.helloscope.x509.CertificateFacts;
import io.helloscope.x509.ChainCheck;
import io.helloscope.x509.ChainFindings;
import io.helloscope.x509.DistinguishedName;
import io.helloscope.x509.ParsedCertificate;
import io.helloscope.x509.SignedTimestamp;
import io.helloscope.x509.SignedTimestamps;
import io.helloscope.x509.TrustAnchors;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads chains by the tables; what was read is kept, since most connections show chains that were seen before. */
final class ChainReader {
    private static final int MOST_KEPT = 2_000;
    private static final int MOST_INTERMEDIATES = 1_000;

    private final Knowledge knowledge;
    private final TrustAnchors anchors;
    private final TrustAnchors inspection;
    private final SignedTimestamps timestamps;
    private final Recent<Key, Read> read = new Recent<>(MOST_KEPT);
    /** CAs below public roots, met in other chains: some servers forget to send theirs. */
    private final Recent<String, CertificateFacts> intermediates = new Recent<>(MOST_INTERMEDIATES);
    /** Grows when another CA has been met. */
    private long met;

    /** What a chain said, and how many CAs had been met by then: what ends in the dark may be told by the next one. */
    private record Read(Optional<ChainView> view, long met) {
        private boolean holds(long now) {
            return met == now || view.filter(seen -> seen.end() == End.UNKNOWN).isEmpty();
        }
    }

    /**
     * A chain as it came.
     *
     * @param der leaf first
     * @param extension content of the TLS extension with proofs
     * @param staple an OCSP response
     */
    record Key(List<Bytes> der, Optional<Bytes> extension, Optional<Bytes> staple) {
    }

    ChainReader(Knowledge knowledge, InterceptSettings settings) {
        this.knowledge = knowledge;
        this.anchors = TrustAnchors.of(settings.extraRoots(), knowledge::isPublicRoot, knowledge::isPublicRootKeyId);
        this.inspection = TrustAnchors.of(settings.inspectionRoots(), sha256 -> false, keyId -> false);
        this.timestamps = new SignedTimestamps(id -> knowledge.ctLog(id).filter(CtLog::proves).map(CtLog::key));
    }

    /** What the chain says; empty where its leaf cannot be read. */
    Optional<ChainView> read(Key chain, Instant now) {
        Optional<Read> known = read.get(chain).filter(earlier -> earlier.holds(met));
        if (known.isPresent()) {
            return known.get().view();
        }
        Optional<ChainView> view = look(chain, now);
        read.put(chain, new Read(view, met));
        return view;
    }

    private Optional<ChainView> look(Key chain, Instant now) {
        ChainFindings found = ChainCheck.check(chain.der(), "", now, anchors);
        return found.leaf().map(leaf -> view(chain, found, leaf, now));
    }

    private ChainView view(Key chain, ChainFindings found, CertificateFacts leaf, Instant now) {
        Optional<CertificateFacts> sent = found.path().size() > 1 ? found.chain().get(found.path().get(1)).facts()
                : found.root().filter(root -> !root.sha256().equals(leaf.sha256()));
        Optional<CertificateFacts> known = sent.isPresent() ? Optional.empty()
                : intermediates.get(nameOf(leaf)).filter(ca -> leaf.isSignedBy(ca).orElse(false));
        Optional<CertificateFacts> issuer = sent.or(() -> known);
        List<SignedTimestamp> proofs = new ArrayList<>(timestamps.embedded(leaf, issuer));
        chain.extension().ifPresent(list -> proofs.addAll(timestamps.ofExtension(list, leaf)));
        chain.staple().ifPresent(response -> proofs.addAll(timestamps.stapled(response, leaf)));
        End end = known.isPresent() ? End.PUBLIC : end(chain.der(), found, now);
        if (end == End.PUBLIC && proofs.stream().anyMatch(SignedTimestamp::isProof)) {
            sent.ifPresent(ca -> meet(nameOf(leaf), ca));
        }
        boolean forged = end == End.PUBLIC && found.root().isEmpty() && proofs.stream().noneMatch(SignedTimestamp::isProof)
                && proofs.stream().anyMatch(proof -> proof.validity() == SignedTimestamp.Validity.INVALID);
        return new ChainView(leaf, issuer, forged ? End.PRIVATE : end, idOf(leaf, issuer), leaf.issuer().display(), proofs,
                firstOf(found, this::product), firstOf(found, this::own));
    }

    private End end(List<Bytes> der, ChainFindings found, Instant now) {
        if (!inspection.extraRoots().isEmpty() && ChainCheck.check(der, "", now, inspection).reachesExtraRoot()) {
            return End.INSPECTION;
        }
        return switch (found.anchor()) {
            case PUBLIC_ROOT -> End.PUBLIC;
            case EXTRA_ROOT -> End.EXPECTED;
            case UNKNOWN_ROOT -> found.root().filter(root -> knowledge.isPublicRootKey(root.spkiSha256())).isPresent() ? End.PUBLIC : End.PRIVATE;
            case NOWHERE -> End.UNKNOWN;
        };
    }

    private void meet(String name, CertificateFacts ca) {
        met += intermediates.get(name).filter(ca::equals).isPresent() ? 0 : 1;
        intermediates.put(name, ca);
    }

    private static String nameOf(CertificateFacts leaf) {
        return leaf.issuer().text() + " " + leaf.authorityKeyId().orElse("");
    }

    private static String idOf(CertificateFacts leaf, Optional<CertificateFacts> issuer) {
        if (leaf.selfIssued()) {
            return "key " + leaf.spkiSha256();
        }
        return issuer.map(ca -> "key " + ca.spkiSha256()).orElseGet(() -> "name " + nameOf(leaf));
    }

    private static <T> Optional<T> firstOf(ChainFindings found, Function<DistinguishedName, Optional<T>> look) {
        return found.chain().stream().map(ParsedCertificate::facts).flatMap(Optional::stream).map(CertificateFacts::issuer).map(look)
                .flatMap(Optional::stream).findFirst();
    }

    private Optional<InspectionProduct> product(DistinguishedName issuer) {
        return knowledge.inspectionProducts(issuer.commonName(), issuer.organization(), issuer.organizationalUnit()).stream().findFirst();
    }

    private Optional<OwnIssuer> own(DistinguishedName issuer) {
        return knowledge.ownIssuer(issuer.commonName(), issuer.organization(), issuer.organizationalUnit());
    }
}
