package io.helloscope.intercept;

import com.google.common.net.InternetDomainName;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Which names are public, and which belong together. A public CA certifies public names only: a private certificate for another one
 * says nothing.
 */
public final class PublicNames {
    /** Special-use and private-use names (RFC 6761, 6762, 7686, 8375, 9476; ICANN's .internal), and what home networks use. */
    private static final Set<String> SPECIAL = Set.of("test", "example", "invalid", "localhost", "local", "internal", "onion", "alt", "arpa", "lan",
            "home", "corp", "mail", "intranet", "private", "localdomain", "lab", "domain", "workgroup");
    private static final Set<String> SPECIAL_DOMAINS = Set.of("example.com", "example.net", "example.org");
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");
    private static final Pattern PRIVATE = Pattern.compile("(10|127)\\..*|192\\.168\\..*|172\\.(1[6-9]|2[0-9]|3[01])\\..*|169\\.254\\..*"
            + "|100\\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])\\..*|::1|f[cd][0-9a-f]{2}:.*|fe[89ab][0-9a-f]:.*");
    /** Shorter beginnings are shared by names that have nothing to do with each other. */
    private static final int TELLING = 4;

    private final Predicate<String> also;

    /**
     * Names as they are.
     *
     * @param also names that count as public although they are not, for laboratories
     */
    public PublicNames(Predicate<String> also) {
        this.also = also;
    }

    /** Whether a public CA could certify this name, and the address it has (empty where a next proxy knows it) is a public one. */
    public boolean isPublic(String host, Optional<String> address) {
        String name = plain(host);
        if (name.isEmpty() || ADDRESS.matcher(name).matches() || name.indexOf('.') < 0) {
            return false;
        }
        if (also.test(name)) {
            return true;
        }
        boolean special = SPECIAL.contains(name.substring(name.lastIndexOf('.') + 1)) || SPECIAL_DOMAINS.contains(domain(name));
        return !special && valid(name).filter(InternetDomainName::hasPublicSuffix).isPresent()
                && address.filter(ip -> PRIVATE.matcher(ip.toLowerCase(Locale.ROOT)).matches()).isEmpty();
    }

    /** The registrable domain: one label more than the public suffix; the last two labels of names that no list knows. */
    public static String domain(String host) {
        String name = plain(host);
        Optional<InternetDomainName> parsed = valid(name);
        if (parsed.isPresent() && parsed.get().isUnderPublicSuffix()) {
            return parsed.get().topPrivateDomain().toString();
        }
        int last = name.lastIndexOf('.');
        int before = last < 0 ? -1 : name.lastIndexOf('.', last - 1);
        return name.substring(before + 1);
    }

    /** Whether one owner is likely behind both domains: the same, or their first labels begin with the same word. */
    public static boolean related(String one, String other) {
        if (one.equals(other)) {
            return true;
        }
        String first = label(one);
        String second = label(other);
        int common = common(first, second);
        boolean whole = common >= TELLING && (ends(first, common) || ends(second, common));
        return whole || IntStream.range(TELLING, Math.max(TELLING, common)).anyMatch(at -> !Character.isLetterOrDigit(first.charAt(at)));
    }

    private static int common(String first, String second) {
        int common = 0;
        while (common < Math.min(first.length(), second.length()) && first.charAt(common) == second.charAt(common)) {
            common++;
        }
        return common;
    }

    /** Whether a name of an issuer begins as the domain does: its owner's own CA. */
    static boolean isNamedAfter(String issuer, String domain) {
        String label = label(domain);
        for (String word : issuer.toLowerCase(Locale.ROOT).split("[^a-z0-9]+")) {
            if (word.length() >= TELLING && (label.equals(word) || label.startsWith(word) && ends(label, word.length()))) {
                return true;
            }
        }
        return false;
    }

    private static String label(String domain) {
        int dot = domain.indexOf('.');
        return dot < 0 ? domain : domain.substring(0, dot);
    }

    private static boolean ends(String label, int at) {
        return at == label.length() || !Character.isLetterOrDigit(label.charAt(at));
    }

    private static Optional<InternetDomainName> valid(String name) {
        return InternetDomainName.isValid(name) ? Optional.of(InternetDomainName.from(name)) : Optional.empty();
    }

    private static String plain(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
