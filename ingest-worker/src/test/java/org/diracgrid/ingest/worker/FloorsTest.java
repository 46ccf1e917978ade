package org.diracgrid.ingest.worker;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.Architectures;

/** The floors of the house: imports point down only, and what is confined to one room stays there. */
@AnalyzeClasses(packages = "org.diracgrid.ingest", importOptions = ImportOption.DoNotIncludeTests.class)
class FloorsTest {

    private static final String MODEL = "org.diracgrid.ingest.model..";
    private static final DescribedPredicate<JavaClass> WORKER = resideInAPackage("org.diracgrid.ingest.worker..");

    @ArchTest
    static final ArchRule importsPointDown = Architectures.layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("org.diracgrid.ingest.model..", "org.diracgrid.ingest.worker..")
            .withOptionalLayers(true)
            .layer("model")
            .definedBy(MODEL)
            .layer("port")
            .definedBy("org.diracgrid.ingest.worker.port..")
            .layer("shared")
            .definedBy(
                    "org.diracgrid.ingest.worker.outbox..",
                    "org.diracgrid.ingest.worker.address..",
                    "org.diracgrid.ingest.worker.pace..")
            .layer("rooms")
            .definedBy(
                    "org.diracgrid.ingest.worker.pipeline..",
                    "org.diracgrid.ingest.worker.resilience..",
                    "org.diracgrid.ingest.worker.mysql..",
                    "org.diracgrid.ingest.worker.opensearch..",
                    "org.diracgrid.ingest.worker.deadletter..",
                    "org.diracgrid.ingest.worker.feed..")
            .layer("house")
            .definedBy("org.diracgrid.ingest.worker.telemetry..", "org.diracgrid.ingest.worker.config..")
            .layer("roof")
            .definedBy("org.diracgrid.ingest.worker.app..", "org.diracgrid.ingest.worker.replay..")
            .whereLayer("model")
            .mayNotAccessAnyLayer()
            .whereLayer("port")
            .mayOnlyAccessLayers("model")
            .whereLayer("shared")
            .mayNotAccessAnyLayer()
            .whereLayer("rooms")
            .mayOnlyAccessLayers("model", "port", "shared")
            .whereLayer("house")
            .mayOnlyAccessLayers("model", "port", "rooms")
            .whereLayer("roof")
            .mayOnlyAccessLayers("model", "port", "shared", "rooms", "house");

    @ArchTest
    static final ArchRule roomsOfOneFloorDoNotKnowEachOther = slices().matching("org.diracgrid.ingest.worker.(*)..")
            .namingSlices("room $1")
            .that(DescribedPredicate.describe(
                    "are on floor 2",
                    slice -> slice.stream()
                            .anyMatch(resideInAnyPackage(
                                    "..worker.pipeline..",
                                    "..worker.resilience..",
                                    "..worker.mysql..",
                                    "..worker.opensearch..",
                                    "..worker.deadletter..",
                                    "..worker.feed.."))))
            .should()
            .notDependOnEachOther();

    @ArchTest
    static final ArchRule packagesFormNoCycles =
            slices().matching("org.diracgrid.ingest.(*).(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyResilienceKnowsResilience4j = noClasses()
            .that()
            .resideOutsideOfPackage("org.diracgrid.ingest.worker.resilience..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.github.resilience4j..");

    @ArchTest
    static final ArchRule kafkaStaysInItsRooms = noClasses()
            .that(WORKER)
            .and()
            .resideOutsideOfPackages(
                    "org.diracgrid.ingest.worker.pipeline..",
                    "org.diracgrid.ingest.worker.outbox..",
                    "org.diracgrid.ingest.worker.deadletter..",
                    "org.diracgrid.ingest.worker.feed..",
                    "org.diracgrid.ingest.worker.replay..",
                    "org.diracgrid.ingest.worker.app..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule sqlStaysInItsAdapter = noClasses()
            .that(WORKER)
            .and()
            .resideOutsideOfPackages("org.diracgrid.ingest.worker.mysql..", "org.diracgrid.ingest.worker.app..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx.sqlclient..", "io.vertx.mysqlclient..", "java.sql..");

    @ArchTest
    static final ArchRule modelDoesNoInputOrOutput = noClasses()
            .that()
            .resideInAnyPackage(
                    "org.diracgrid.ingest.model.event..",
                    "org.diracgrid.ingest.model.lifecycle..",
                    "org.diracgrid.ingest.model.pilot..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "org.apache.kafka..", "com.fasterxml.jackson..", "java.net..");

    @ArchTest
    static final ArchRule nobodySleeps =
            noClasses().that(WORKER).should().callMethod(Thread.class, "sleep", long.class);

    @ArchTest
    static final ArchRule timeIsGiven = noClasses()
            .that(resideInAnyPackage(MODEL, "org.diracgrid.ingest.worker.."))
            .and()
            .resideOutsideOfPackage("org.diracgrid.ingest.worker.app..")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(java.time.Instant.class, "now");

    @ArchTest
    static final ArchRule pipelineImportsNoLocks = noClasses()
            .that()
            .resideInAPackage("org.diracgrid.ingest.worker.pipeline..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.util.concurrent.locks..");

    @ArchTest
    static final ArchRule pipelineHasNoSynchronizedMethods = classes()
            .that()
            .resideInAPackage("org.diracgrid.ingest.worker.pipeline..")
            .should(haveNoSynchronizedMethod());

    @ArchTest
    static final ArchRule namesSayWhatThingsAre = noClasses()
            .that(resideInAnyPackage(MODEL, "org.diracgrid.ingest.worker.."))
            .should()
            .haveNameMatching(".*(Impl|Manager|Handler|Processor|Service|Helper|Utils?)")
            .orShould()
            .haveNameMatching(".*\\.Abstract[A-Z].*");

    private static ArchCondition<JavaClass> haveNoSynchronizedMethod() {
        return new ArchCondition<>("have no synchronized method") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (JavaMethod method : type.getMethods()) {
                    boolean violated = method.getModifiers().contains(JavaModifier.SYNCHRONIZED);
                    if (violated) {
                        events.add(SimpleConditionEvent.violated(method, method.getFullName() + " is synchronized"));
                    }
                }
            }
        };
    }
}
