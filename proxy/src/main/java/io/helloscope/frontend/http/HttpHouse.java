package io.helloscope.frontend.http;

import io.helloscope.frontend.connect.House;
import io.helloscope.frontend.self.Site;
import io.helloscope.relay.Relay;
import java.util.function.Predicate;

/**
 * What serves clients that speak HTTP.
 *
 * @param house what serves all clients
 * @param upgrades joins the two sides after an Upgrade; tells no reports
 * @param pseudonym of this proxy in Via fields; no other proxy has it
 * @param portalCheckHost whether answers of this host tell of captive portals
 * @param site what answers for the proxy itself
 */
public record HttpHouse(House house, Relay upgrades, String pseudonym, Predicate<String> portalCheckHost, Site site) {
    /** The name by which the proxy itself is asked. */
    public static final String OWN_NAME = "helloscope.internal";
}
