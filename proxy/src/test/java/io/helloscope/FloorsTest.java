package io.helloscope;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds the floors: a package imports only from floors below it, and siblings only where this table says so. */
class FloorsTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.helloscope");

    private static final String[] FLOOR_0 = {"bytes", "tls", "x509", "verdict"};
    private static final String[] FLOOR_1 = {"knowledge", "observe", "intercept", "diagnose", "report"};
    private static final String[] FLOOR_2 =
            {"access", "dial", "relay", "frontend", "probe", "capture", "store", "journal", "metrics", "web"};

    /** Each package with the packages of ours that it may import. */
    private static final Map<String, String[]> MAY_IMPORT = mayImport();

    private static Map<String, String[]> mayImport() {
        Map<String, String[]> may = new LinkedHashMap<>();
        may.put("bytes", new String[] {});
        may.put("tls", new String[] {"bytes"});
        may.put("x509", new String[] {"bytes"});
        may.put("verdict", new String[] {});
        may.put("knowledge", new String[] {"bytes", "verdict"});
        may.put("observe", FLOOR_0);
        may.put("intercept", with(FLOOR_0, "knowledge", "observe"));
        may.put("diagnose", with(FLOOR_0, "knowledge", "observe", "intercept"));
        may.put("report", with(FLOOR_0, "knowledge", "observe", "intercept", "diagnose"));
        String[] below = with(FLOOR_0, FLOOR_1);
        may.put("access", new String[] {});
        may.put("dial", below);
        may.put("relay", below);
        may.put("frontend", with(below, "relay", "dial", "access"));
        may.put("probe", with(below, "dial"));
        for (String adapter : new String[] {"capture", "store", "journal", "metrics"}) {
            may.put(adapter, below);
        }
        may.put("web", with(below, "access"));
        String[] adapters = with(below, FLOOR_2);
        may.put("config", adapters);
        may.put("app", with(adapters, "config"));
        may.put("cli", with(adapters, "config", "app"));
        return may;
    }

    private static String[] with(String[] some, String... more) {
        return Stream.concat(Arrays.stream(some), Arrays.stream(more)).toArray(String[]::new);
    }

    private static String[] names(String... packages) {
        return Arrays.stream(packages).map(p -> "io.helloscope." + p + "..").toArray(String[]::new);
    }

    @TestFactory
    Stream<DynamicTest> eachPackageImportsOnlyWhatItsFloorAllows() {
        return MAY_IMPORT.entrySet().stream().map(e -> DynamicTest.dynamicTest(e.getKey(), () -> {
            String[] forbidden = MAY_IMPORT.keySet().stream()
                    .filter(p -> !p.equals(e.getKey()) && !Arrays.asList(e.getValue()).contains(p))
                    .toArray(String[]::new);
            noClasses().that().resideInAPackage("io.helloscope." + e.getKey() + "..")
                    .should().dependOnClassesThat().resideInAnyPackage(names(forbidden))
                    .allowEmptyShould(true).check(CLASSES);
        }));
    }

    @Test
    void everyClassLivesInAPackageOfTheTable() {
        classes().should().resideInAnyPackage(names(MAY_IMPORT.keySet().toArray(String[]::new))).check(CLASSES);
    }

    @Test
    void valuesUseNothingButTheJdk() {
        noClasses().that().resideInAnyPackage(names("bytes", "tls", "verdict"))
                .should().dependOnClassesThat(resideInAnyPackage("io.netty..", "com..", "org.bouncycastle..", "io.micrometer..", "org.slf4j.."))
                .allowEmptyShould(true).check(CLASSES);
        noClasses().that().resideInAnyPackage(names("x509"))
                .should().dependOnClassesThat(resideInAnyPackage("io.netty..", "com..", "org.bouncycastle.tls..",
                        "org.bouncycastle.jsse..", "io.micrometer..", "org.slf4j.."))
                .allowEmptyShould(true).check(CLASSES);
    }

    @Test
    void decisionsHaveNoClockSocketThreadOrLogger() {
        noClasses().that().resideInAnyPackage(names(FLOOR_1))
                .should().dependOnClassesThat(resideInAnyPackage("io.netty..", "org.slf4j..", "java.util.logging..",
                        "java.nio.channels..", "io.micrometer..", "com.linecorp.."))
                .orShould().dependOnClassesThat().haveFullyQualifiedName("java.net.Socket")
                .orShould().dependOnClassesThat().haveFullyQualifiedName("java.lang.Thread")
                .orShould().dependOnClassesThat().haveFullyQualifiedName("java.util.concurrent.ExecutorService")
                .orShould().callMethod(java.time.Instant.class, "now")
                .orShould().callMethod(System.class, "nanoTime")
                .orShould().callMethod(System.class, "currentTimeMillis")
                .allowEmptyShould(true).check(CLASSES);
    }

    @Test
    void onlyTheProbeHasBouncyCastlesTls() {
        noClasses().that().resideOutsideOfPackages(names("probe"))
                .should().dependOnClassesThat(resideInAnyPackage("org.bouncycastle.tls..", "org.bouncycastle.jsse.."))
                .allowEmptyShould(true).check(CLASSES);
    }

    @Test
    void onlyCertificatesPasswordsAndProbesComputeWithBouncyCastle() {
        noClasses().that().resideOutsideOfPackages(names("x509", "access", "probe"))
                .should().dependOnClassesThat(resideInAnyPackage("org.bouncycastle.."))
                .allowEmptyShould(true).check(CLASSES);
    }

    @Test
    void thereAreNoCycles() {
        SlicesRuleDefinition.slices().matching("io.helloscope.(*)..").should().beFreeOfCycles().check(CLASSES);
    }
}
