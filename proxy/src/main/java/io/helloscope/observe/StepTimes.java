package io.helloscope.observe;

import java.util.OptionalLong;

/**
 * When the steps of a conversation happened, nanoseconds on the observer's clock; absent where they did not.
 *
 * @param firstFromClient the client's first byte
 * @param hello the ClientHello was complete
 * @param firstFromServer the server's first byte
 * @param serverHello the ServerHello was complete
 * @param established both sides had finished
 * @param lastFromClient the client's last byte
 * @param lastFromServer the server's last byte
 */
public record StepTimes(OptionalLong firstFromClient, OptionalLong hello, OptionalLong firstFromServer, OptionalLong serverHello,
        OptionalLong established, OptionalLong lastFromClient, OptionalLong lastFromServer) {
    /** No step yet. */
    public static final StepTimes NONE = new StepTimes(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(),
            OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
}
