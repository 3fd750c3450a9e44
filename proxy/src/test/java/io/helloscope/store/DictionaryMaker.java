package io.helloscope.store;

import io.helloscope.diagnose.Classifier;
import io.helloscope.diagnose.Diagnosis;
import io.helloscope.diagnose.Trust;
import io.helloscope.report.ConnectionReport;
import io.helloscope.report.ReportDocument;
import io.helloscope.testing.Reports;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Confidence;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes a dictionary for packed documents: {@code DictionaryMaker FILE}. A dictionary that was ever released is never written anew;
 * a better one gets the next number.
 */
final class DictionaryMaker {
    /** Deflate looks back no further. */
    private static final int MOST = 32_000;

    private DictionaryMaker() {
    }

    public static void main(String[] args) throws IOException {
        Classifier classifier = new Classifier(Reports.KNOWLEDGE, Trust.NONE);
        // What is used most stands at the end, where it costs least to point to.
        List<String> parts = new ArrayList<>();
        List<ConnectionReport> patterns = Realistic.patterns();
        patterns.forEach(pattern -> parts.add(Json.text(ReportDocument.of(pattern))));
        for (ConnectionReport pattern : patterns) {
            words(pattern.diagnosis()).forEach(parts::add);
        }
        for (Cause cause : Cause.values()) {
            words(classifier.describe(cause, Confidence.LIKELY, List.of())).forEach(parts::add);
        }
        Set<String> taken = new LinkedHashSet<>();
        int length = 0;
        for (String part : parts) {
            int bytes = part.getBytes(StandardCharsets.UTF_8).length;
            if (length + bytes <= MOST && taken.add(part)) {
                length += bytes;
            }
        }
        List<String> lastFirst = new ArrayList<>(taken);
        Collections.reverse(lastFirst);
        Files.writeString(Path.of(args[0]), String.join("", lastFirst));
    }

    private static List<String> words(Diagnosis diagnosis) {
        Map<String, Object> texts = Map.of("title", diagnosis.title(), "explanation", diagnosis.explanation());
        String remedies = Json.text(diagnosis.remedies().stream().map(remedy -> remedy.text()).toList());
        return List.of(Json.text(texts), remedies);
    }
}
