package io.helloscope.report;

import io.helloscope.intercept.Interception;
import io.helloscope.intercept.Mark;
import io.helloscope.intercept.Position;
import java.util.Map;

/** Whether something between spoke in the server's name, as documents show it under {@code helloscope.interception}. */
public final class InterceptionNode {
    private InterceptionNode() {
    }

    /** The object of a verdict. */
    public static Map<String, Object> of(Interception interception) {
        return node(interception).map();
    }

    static Node node(Interception interception) {
        Node node = new Node()
                .put("verdict", interception.verdict().code())
                .put("position", interception.position().map(Position::code))
                .put("product", interception.product().map(product -> Escape.text(product.name(), ReportDocument.NAME)))
                .put("product_id", interception.product().map(Interception.NamedProduct::id))
                .put("issuer", interception.issuer().map(issuer -> Escape.text(issuer, ReportDocument.NAME)))
                .put("expected", interception.expected());
        if (!interception.evidence().isEmpty()) {
            node.put("weight", interception.weight());
        }
        return node.putIfAny("evidence", interception.evidence().stream().map(InterceptionNode::mark).toList())
                .put("remark", interception.remark().map(remark -> Escape.text(remark, ReportDocument.TEXT)));
    }

    static Map<String, Object> mark(Mark mark) {
        return new Node().put("sign", mark.sign().code()).put("weight", mark.sign().weight()).put("from", mark.from().code())
                .put("text", Escape.text(mark.text(), ReportDocument.TEXT)).map();
    }
}
