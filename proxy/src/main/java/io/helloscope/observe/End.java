package io.helloscope.observe;

/**
 * One end of a connection stopped.
 *
 * @param by whose end; empty stands for this proxy
 * @param kind how
 * @param nanos when, on the observer's clock
 */
public record End(java.util.Optional<Direction> by, CloseKind kind, long nanos) {
}
