package io.helloscope.intercept;

import java.util.Locale;

/**
 * What may be seen, and how much it weighs: the one table of weights. The weights of the different signs of a connection are added
 * up; {@link Scale} makes a verdict of the sum. Each weight says why it is as it is.
 */
public enum Sign {
    /** The organisation says itself that this CA is its inspection gear: nothing more is needed. */
    INSPECTION_ROOT(10, Kind.PROOF),
    /** The chain ends at a private root although the name is public. Origin CAs, staging and routers do so too: alone it says little. */
    PRIVATE_ISSUER(2, Kind.BASE),
    /** The issuer was not sent and is not known, and no log has seen the certificate. A forgotten intermediate looks alike: less than the above. */
    UNKNOWN_ISSUER(1, Kind.BASE),
    /** No proof of logging, which nearly all certificates of public CAs carry. Private ones of innocent servers have none either. */
    NO_PROOF(1, Kind.BASE),
    /** A proof of a known log that was made for another certificate: somebody copied it. No server has a reason to. */
    COPIED_PROOF(4, Kind.GEAR),
    /** The issuer's name is one that only this product has: as good as certain, with the private chain that it always comes with. */
    PRODUCT(8, Kind.PRODUCT),
    /** The issuer's name was told by one source as this product's. */
    PRODUCT_PROBABLE(5, Kind.PRODUCT),
    /** A word in the issuer's name, such as proxy or inspection, which anybody may choose. */
    PRODUCT_WORD(3, Kind.WORD),
    /** The same private issuer on a second public host that has nothing to do with this one: two owners do not share a CA. */
    SECOND_HOST(4, Kind.CORROBORATION),
    /** The same on three and more. */
    MANY_HOSTS(7, Kind.CORROBORATION),
    /** This host showed a public certificate before, or on another path. */
    PUBLIC_BEFORE(4, Kind.CORROBORATION),
    /** One key in the certificates of hosts that have nothing to do with each other: gear makes one key, owners make their own. */
    ONE_LEAF_KEY(3, Kind.GEAR),
    /** The certificate's key is its issuer's: gear that saves itself a second key. CAs never do. */
    LEAF_KEY_IS_CA_KEY(3, Kind.GEAR),
    /** No common name, no key identifier, no revocation address, a few days of validity: made in passing. Tools for laboratories do so too. */
    HASTY_LEAF(1, Kind.BASE),
    /** Unrelated hosts have encrypted certificates of one length and one server profile. A CDN has that too: never more than possible. */
    FLAT_FLEET(2, Kind.BASE),
    /** A host that is known to take what was offered no longer does: a second fact. */
    ABILITY_LOST(4, Kind.CORROBORATION),
    /** h2 was offered to all of many unrelated hosts and none of them took it. */
    HTTP2_NOWHERE(4, Kind.CORROBORATION),
    /** The connection stands sooner than a server can be there, and the answer takes as long as the way to it. */
    NEAR_ANSWERER(4, Kind.CORROBORATION),
    /** Something on the same path has shown its own certificate for other hosts. */
    NAMED_ON_PATH(4, Kind.CORROBORATION),
    /** The server's part of this TLS 1.3 handshake looks exactly as that of hosts behind the gear that is proven on this path. */
    GEAR_PROFILE(4, Kind.CORROBORATION),
    /** The hello is not one that this client can say. */
    FOREIGN_HELLO(5, Kind.CORROBORATION),
    /** A second, independent trait of the hello that this client cannot have. */
    FOREIGN_HELLO_TOO(2, Kind.CORROBORATION),
    /** The hello is that of a known product. */
    PRODUCT_HELLO(5, Kind.PRODUCT),
    /** The request to this proxy says itself that another proxy made it; one that only passes on does so as well. */
    VIA(1, Kind.BASE),
    /** The request to this proxy carries fields that only an end of the encrypted connection can know. */
    INNER_FIELDS(10, Kind.PROOF);

    /** What a sign can do for a verdict besides its weight. */
    enum Kind {
        /** Says enough by itself. */
        PROOF,
        /** Names a product. */
        PRODUCT,
        /** Names a kind of product by a word that anybody may use. */
        WORD,
        /** Comes from elsewhere than the certificate itself. */
        CORROBORATION,
        /** A trait that gear has and servers have not. */
        GEAR,
        /** Found at innocent servers too. */
        BASE
    }

    private final String code = name().toLowerCase(Locale.ROOT).replace('_', '-');
    private final int weight;
    private final Kind kind;

    Sign(int weight, Kind kind) {
        this.weight = weight;
        this.kind = kind;
    }

    /** The word that people and programs meet, in kebab case. */
    public String code() {
        return code;
    }

    /** What it adds, 1..10. */
    public int weight() {
        return weight;
    }

    Kind kind() {
        return kind;
    }
}
