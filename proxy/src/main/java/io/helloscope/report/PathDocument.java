package io.helloscope.report;

import io.helloscope.intercept.Interception.NamedProduct;
import io.helloscope.intercept.PathSummary;
import io.helloscope.intercept.PathSummary.Member;
import io.helloscope.intercept.Position;
import io.helloscope.intercept.Verdict;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** What is known of a way to servers, as documents show it. */
public final class PathDocument {
    private PathDocument() {
    }

    /** The document of a path. */
    public static Map<String, Object> of(PathSummary path) {
        Node node = new Node().put("id", Escape.text(path.id(), ReportDocument.NAME)).put("verdict", path.verdict().code())
                .put("position", path.position().map(Position::code)).put("where", path.position().map(Position::where))
                .put("product", path.product().map(NamedProduct::name)).put("product_id", path.product().map(NamedProduct::id))
                .put("expected", path.expected());
        Map<String, Integer> hosts = new TreeMap<>();
        path.hosts().entrySet().stream().sorted(Map.Entry.comparingByKey(Comparator.comparing(Verdict::ordinal))).forEach(entry -> hosts.put(entry.getKey().code(), entry.getValue()));
        return node.put("hosts", hosts).put("products", new TreeMap<>(path.products())).put("hidden_hosts", path.hidden()).put("coverage", path.coverage())
                .putIfAny("evidence", path.evidence().stream().map(InterceptionNode::mark).toList())
                .putIfAny("members", path.members().stream().map(PathDocument::member).toList()).map();
    }

    private static Map<String, Object> member(Member member) {
        return new Node().put("host", Escape.text(member.host(), ReportDocument.NAME)).put("verdict", member.interception().verdict().code())
                .put("product", member.interception().product().map(NamedProduct::name))
                .put("issuer", member.interception().issuer().map(issuer -> Escape.text(issuer, ReportDocument.NAME)))
                .put("at", ReportDocument.stamp(member.at())).put("by_probe", member.byProbe()).map();
    }
}
