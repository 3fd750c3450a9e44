package io.helloscope.dial;

import java.util.Locale;

/** The setting whether clients may reach loopback and private addresses through this program. */
public enum PrivateDestinations {
    /** Only while every listener for clients is on loopback, where a client could reach them itself. */
    AUTO,
    /** Yes. */
    ALLOW,
    /** No. */
    DENY;

    /** The word of the setting. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What it means for listeners that are all on loopback, or not. */
    public boolean allowed(boolean listenersOnLoopback) {
        return switch (this) {
            case AUTO -> listenersOnLoopback;
            case ALLOW -> true;
            case DENY -> false;
        };
    }
}
