package io.helloscope.web;

import java.util.List;

/** A parameter of a request cannot be used. */
final class BadParameterException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String field;
    private final List<String> allowed;

    BadParameterException(String field, String message, List<String> allowed) {
        super(message, null, false, false);
        this.field = field;
        this.allowed = List.copyOf(allowed);
    }

    String field() {
        return field;
    }

    List<String> allowed() {
        return allowed;
    }
}
