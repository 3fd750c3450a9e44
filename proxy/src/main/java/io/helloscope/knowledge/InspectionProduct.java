package io.helloscope.knowledge;

import java.util.Optional;

/**
 * A product that re-signs certificates, found by the issuer's name.
 *
 * @param id stable kebab-case id
 * @param product its name for people
 * @param vendor its maker
 * @param kind network-gateway, cloud-proxy, endpoint-antivirus, parental-control, developer-tool, state-root, captive-portal, bundled-root
 * @param strength strong, medium or weak
 * @param fix how to exempt a host, in the product's terms
 * @param notes a remark, where there is one
 */
public record InspectionProduct(String id, String product, String vendor, String kind, String strength, String fix, Optional<String> notes) {
}
