package io.helloscope.intercept;

import io.helloscope.intercept.ChainView.End;
import io.helloscope.intercept.PathMemory.Seen;
import io.helloscope.intercept.Sign.Kind;
import io.helloscope.knowledge.InspectionProduct;
import io.helloscope.knowledge.Knowledge;
import io.helloscope.verdict.EvidenceSource;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Judges a certificate that is visible, in the light of those that other hosts showed on the same path. */
final class CertificateJudge {
    /** Older lists know too few logs and roots: what they do not know says nothing. */
    private static final Duration LIST_AGE = Duration.ofDays(70);
    private static final Duration PUBLIC_AGE = Duration.ofDays(30);
    private static final int MOST_HOSTS = 20_000;
    private static final int MANY = 3;
    /** A company's own CA certifies a few of its names, while all others on the same path show public ones. */
    private static final int OUTNUMBERED = 4;
    /** Where a state's CA certifies sites by their owners' choice. */
    private static final Map<String, Set<String>> STATES = Map.of("russia-ncsp", Set.of("ru", "su", "xn--p1ai", "by"));

    private final Knowledge knowledge;
    /** Hosts that showed a public certificate, on any path. */
    private final Recent<String, Instant> publicHosts = new Recent<>(MOST_HOSTS);

    CertificateJudge(Knowledge knowledge) {
        this.knowledge = knowledge;
    }

    /** Whether the list of logs is young enough for that what it lacks to count. */
    boolean isFresh(Instant now) {
        return !isOld(knowledge.ctLogsAsOf(), now);
    }

    private static boolean isOld(LocalDate list, Instant now) {
        return Duration.between(list.atStartOfDay(ZoneOffset.UTC).toInstant(), now).compareTo(LIST_AGE) > 0;
    }

    /**
     * The verdict on this chain.
     *
     * @param publicName whether a public CA could have certified the host
     * @param from where the chain was seen
     */
    Interception judge(ChainView view, String host, boolean publicName, PathMemory path, EvidenceSource from, Instant now) {
        if (view.end() == End.INSPECTION) {
            Mark mark = new Mark(Sign.INSPECTION_ROOT, from, "The certificate leads to this organisation's own inspection CA (issuer: %s).".formatted(view.issuerName()));
            return found(Verdict.CERTAIN, view, true, List.of(mark));
        }
        if (view.isLogged()) {
            publicHosts.put(host, now);
            return Interception.none("A log of Certificate Transparency vouches for this very certificate: it was issued in public.");
        }
        if (view.end() == End.PUBLIC) {
            publicHosts.put(host, now);
            return Interception.none("The certificate leads to a public root (issuer: %s).".formatted(view.issuerName()));
        }
        if (view.end() == End.EXPECTED) {
            return Interception.none("The certificate leads to a private root that the settings expect.");
        }
        if (!publicName) {
            return Interception.unknown("The name or address is not public: a private certificate says nothing there.");
        }
        return ofPrivate(view, host, path, from, now);
    }

    private Interception ofPrivate(ChainView view, String host, PathMemory path, EvidenceSource from, Instant now) {
        String domain = PublicNames.domain(host);
        boolean matches = view.leaf().matchesHost(host);
        boolean forgotten = view.end() == End.UNKNOWN && view.hasUncheckedProof();
        if (matches && !forgotten) {
            path.issued(view.issuerId(), view.leaf().spkiSha256(), domain, new Seen(host, now));
        }
        List<Mark> marks = new ArrayList<>();
        elsewhere(view, host, domain, path, now, from, marks);
        boolean known = marks.stream().anyMatch(mark -> mark.sign().kind() == Kind.CORROBORATION);
        if (matches || known) {
            product(view, domain, from, marks);
        }
        if (forgotten && marks.isEmpty()) {
            return Interception.unknown("The issuer's certificate was not sent, so that the certificate's proofs of logging cannot be checked.");
        }
        itself(view, from, now, marks);
        Verdict verdict = Scale.atMost(Scale.verdict(marks), ceiling(view, domain, matches || known, marks, path, now));
        return found(verdict, view, false, marks);
    }

    private static Interception found(Verdict verdict, ChainView view, boolean expected, List<Mark> marks) {
        return new Interception(verdict, Optional.of(Position.SERVER_SIDE), view.named(), Optional.of(expected), Scale.strongestFirst(marks), Optional.empty(),
                Optional.of(view.issuerName()));
    }

    /** What other hosts say. */
    private void elsewhere(ChainView view, String host, String domain, PathMemory path, Instant now, EvidenceSource from, List<Mark> marks) {
        boolean selfSigned = view.isSelfSigned();
        List<String> others = unrelated(view, domain, path.below(view.issuerId(), now));
        if (others.size() >= MANY - 1) {
            marks.add(new Mark(Sign.MANY_HOSTS, EvidenceSource.HISTORY, "The same private issuer, %s, certifies %d public hosts that have nothing to do with each other, such as %s."
                    .formatted(view.issuerName(), others.size() + 1, String.join(", ", others.subList(0, MANY - 1)))));
        } else if (!others.isEmpty()) {
            marks.add(new Mark(Sign.SECOND_HOST, EvidenceSource.HISTORY, "The same private issuer, %s, certifies %s, a public host that has nothing to do with this one."
                    .formatted(view.issuerName(), others.get(0))));
        }
        List<String> sameKey = unrelated(view, domain, path.withKey(view.leaf().spkiSha256(), now));
        if (!sameKey.isEmpty()) {
            marks.add(new Mark(Sign.ONE_LEAF_KEY, EvidenceSource.HISTORY, "The certificate of %s, which has nothing to do with this host, has the same key."
                    .formatted(sameKey.get(0))));
        }
        boolean before = publicHosts.get(host).filter(at -> Duration.between(at, now).compareTo(PUBLIC_AGE) < 0).isPresent();
        if (before && !selfSigned && !view.isOwn()) {
            marks.add(new Mark(Sign.PUBLIC_BEFORE, EvidenceSource.HISTORY, "The same host showed a certificate of a public CA before."));
        }
    }

    /** Hosts of other owners: of each group of related domains one, none that the certificate is for as well or that the issuer is named after. */
    private static List<String> unrelated(ChainView view, String domain, Map<String, String> domains) {
        List<String> chosen = new ArrayList<>(List.of(domain));
        List<String> hosts = new ArrayList<>();
        String issuer = view.leaf().issuer().organization() + " " + view.leaf().issuer().commonName();
        if (PublicNames.isNamedAfter(issuer, domain)) {
            return hosts;
        }
        domains.forEach((other, host) -> {
            if (chosen.stream().noneMatch(one -> PublicNames.related(one, other)) && !PublicNames.isNamedAfter(issuer, other)
                    && !view.leaf().matchesHost(host)) {
                chosen.add(other);
                hosts.add(host);
            }
        });
        return hosts;
    }

    private static void product(ChainView view, String domain, EvidenceSource from, List<Mark> marks) {
        if (view.isOwn() || view.product().isEmpty() || isOwnersChoice(view, domain)) {
            return;
        }
        InspectionProduct product = view.product().get();
        Sign sign = switch (product.strength()) {
            case "strong" -> Sign.PRODUCT;
            case "medium" -> Sign.PRODUCT_PROBABLE;
            default -> Sign.PRODUCT_WORD;
        };
        marks.add(new Mark(sign, from, sign == Sign.PRODUCT_WORD
                ? "The issuer's name, %s, is one that inspection gear has: %s.".formatted(view.issuerName(), product.product())
                : "The issuer, %s, is named as those of %s are, which re-signs certificates.".formatted(view.issuerName(), product.product())));
    }

    private static boolean isOwnersChoice(ChainView view, String domain) {
        return view.product().filter(product -> STATES.getOrDefault(product.id(), Set.of()).contains(domain.substring(domain.lastIndexOf('.') + 1))).isPresent();
    }

    /** What the chain says by itself. */
    private void itself(ChainView view, EvidenceSource from, Instant now, List<Mark> marks) {
        if (view.hasCopiedProof()) {
            marks.add(new Mark(Sign.COPIED_PROOF, from, "The certificate carries a proof of logging that was made for another certificate."));
        }
        if (view.hasIssuersKey()) {
            marks.add(new Mark(Sign.LEAF_KEY_IS_CA_KEY, from, "The certificate has the key of the CA that issued it."));
        }
        marks.add(view.end() == End.PRIVATE
                ? new Mark(Sign.PRIVATE_ISSUER, from, "The name is public and the certificate's issuer, %s, is not a public CA.".formatted(view.issuerName()))
                : new Mark(Sign.UNKNOWN_ISSUER, from, "The name is public, and the certificate's issuer, %s, was not sent and is not known.".formatted(view.issuerName())));
        if (view.proofs().isEmpty() && isFresh(now)) {
            marks.add(new Mark(Sign.NO_PROOF, from, "No proof of Certificate Transparency logging came with it, as it does with nearly all public certificates."));
        }
        if (view.end() == End.PRIVATE || view.named().isPresent()) {
            view.haste().ifPresent(text -> marks.add(new Mark(Sign.HASTY_LEAF, from, text)));
        }
    }

    /** What stands against a strong verdict, whatever the sum. */
    private Verdict ceiling(ChainView view, String domain, boolean ofThisHost, List<Mark> marks, PathMemory path, Instant now) {
        boolean shared = view.own().filter(own -> own.shared()).isPresent();
        boolean tooOld = (isOld(knowledge.publicRootsAsOf(), now) || !isFresh(now)) && view.hasUncheckedProof();
        if (shared || tooOld || !ofThisHost || isOwnersChoice(view, domain)) {
            return Verdict.POSSIBLE;
        }
        boolean gear = marks.stream().map(mark -> mark.sign().kind()).anyMatch(kind -> kind == Kind.GEAR || kind == Kind.PRODUCT || kind == Kind.WORD)
                || marks.stream().anyMatch(mark -> mark.sign() == Sign.PUBLIC_BEFORE);
        int below = path.below(view.issuerId(), now).size();
        return !gear && path.publicDomains(now) >= OUTNUMBERED * below && path.publicDomains(now) > OUTNUMBERED ? Verdict.POSSIBLE : Verdict.CERTAIN;
    }
}
