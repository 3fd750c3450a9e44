package io.helloscope.intercept;

import io.helloscope.intercept.Sign.Kind;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Adds up signs and makes a verdict of them. The weights are added, each sign once: from 5 on it is likely, from 9 on certain. Two
 * ceilings hold whatever the sum is:
 *
 * <ul>
 * <li>Without a sign from elsewhere than the certificate itself, or a product that the issuer's name gives away, it is possible at most: one host with a
 *     private certificate is nearly always its owner's doing.
 * <li>Where a mere word of the issuer's name is all that there is from elsewhere, it is likely at most.
 * </ul>
 */
final class Scale {
    private static final int LIKELY = 5;
    private static final int CERTAIN = 9;
    private static final Set<Kind> FROM_ELSEWHERE = EnumSet.of(Kind.PROOF, Kind.PRODUCT, Kind.CORROBORATION);

    private Scale() {
    }

    static int sum(List<Mark> marks) {
        return marks.stream().map(Mark::sign).distinct().mapToInt(Sign::weight).sum();
    }

    static Verdict verdict(List<Mark> marks) {
        if (marks.isEmpty()) {
            return Verdict.NONE_SEEN;
        }
        int sum = sum(marks);
        Verdict verdict = sum >= CERTAIN ? Verdict.CERTAIN : sum >= LIKELY ? Verdict.LIKELY : Verdict.POSSIBLE;
        return atMost(verdict, ceiling(marks));
    }

    static Verdict atMost(Verdict verdict, Verdict ceiling) {
        return verdict.compareTo(ceiling) > 0 ? ceiling : verdict;
    }

    private static Verdict ceiling(List<Mark> marks) {
        if (marks.stream().anyMatch(mark -> FROM_ELSEWHERE.contains(mark.sign().kind()))) {
            return Verdict.CERTAIN;
        }
        return marks.stream().anyMatch(mark -> mark.sign().kind() == Kind.WORD) ? Verdict.LIKELY : Verdict.POSSIBLE;
    }

    static List<Mark> strongestFirst(List<Mark> marks) {
        return marks.stream().sorted(Comparator.comparing((Mark mark) -> -mark.sign().weight())).toList();
    }
}
