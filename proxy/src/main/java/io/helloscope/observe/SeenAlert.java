package io.helloscope.observe;

import io.helloscope.tls.Alert;
import java.util.Optional;

/**
 * An alert that passed.
 *
 * @param sender who sent it
 * @param alert what it says; empty where it is encrypted and only its length tells that it is one
 * @param stage how far the handshake was when it came
 * @param nanos when
 */
public record SeenAlert(Direction sender, Optional<Alert> alert, Stage stage, long nanos) {
}
