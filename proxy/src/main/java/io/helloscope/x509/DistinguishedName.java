package io.helloscope.x509;

/**
 * A name of a subject or an issuer; parts that it lacks are empty, of parts that come more than once the most specific counts.
 *
 * @param commonName CN
 * @param organization O
 * @param organizationalUnit OU
 * @param text the whole, most specific part first (RFC 4514)
 */
public record DistinguishedName(String commonName, String organization, String organizationalUnit, String text) {
    /** The part by which people know it: the common name, else the organisation, else the whole. */
    public String display() {
        if (!commonName.isEmpty()) {
            return commonName;
        }
        return organization.isEmpty() ? text : organization;
    }

    @Override
    public String toString() {
        return text;
    }
}
