package io.helloscope.frontend.http;

/** How far the reading of something came. */
sealed interface Progress<T> {
    /** It is there. */
    record Complete<T>(T value) implements Progress<T> {
    }

    /** More bytes are needed. */
    record NeedMore<T>() implements Progress<T> {
    }

    /**
     * It cannot be read.
     *
     * @param status what a request of this kind is answered with
     * @param sentence for people
     * @param http whether it is HTTP at all
     */
    record Malformed<T>(int status, String sentence, boolean http) implements Progress<T> {
    }
}
