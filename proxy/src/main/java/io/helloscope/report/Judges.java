package io.helloscope.report;

import io.helloscope.diagnose.Classifier;
import io.helloscope.intercept.InterceptionJudge;

/**
 * Those who judge a connection.
 *
 * @param classifier why it failed
 * @param interception whether something between spoke in the server's name
 */
public record Judges(Classifier classifier, InterceptionJudge interception) {
}
