package io.postern.it.house;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullMarked;

/**
 * Who may know whom. A package is a step of a request; these rules keep the steps in order, in all
 * modules at once.
 */
@AnalyzeClasses(
    packages = "io.postern",
    importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoJarsOfTests.class})
class ArchitectureTest {
  private static final String HOUSE = "io.postern..";

  @ArchTest static final ArchRule httpKnowsNobody = knowsOnly("http");

  @ArchTest static final ArchRule spiKnowsHttp = knowsOnly("spi", "http");

  @ArchTest static final ArchRule basicKnowsTheSpi = knowsOnly("basic", "spi", "http");

  @ArchTest static final ArchRule gateKnowsTheSpi = knowsOnly("gate", "spi", "http");

  @ArchTest static final ArchRule accountKnowsTheSpi = knowsOnly("account", "spi");

  @ArchTest
  static final ArchRule ldapDoesNotKnowTheMemory = knowsOnly("ldap", "account", "spi", "http");

  @ArchTest
  static final ArchRule cacheDoesNotKnowLdap = knowsOnly("cache", "account", "spi", "http");

  @ArchTest static final ArchRule watchKnowsNeither = knowsOnly("watch", "account", "spi", "http");

  @ArchTest static final ArchRule embeddedKnowsNobody = knowsOnly("embedded");

  @ArchTest
  static final ArchRule answerKnowsTheDecision = knowsOnly("answer", "gate", "spi", "http");

  @ArchTest static final ArchRule listenKnowsNobody = knowsOnly("listen");

  @ArchTest
  static final ArchRule netty =
      knowsOnly("netty", "answer", "listen", "unix", "gate", "spi", "http", "basic");

  @ArchTest static final ArchRule samples = knowsOnly("samples", "answer", "gate", "spi");

  @ArchTest
  static final ArchRule endpoint =
      knowsOnly("endpoint", "answer", "listen", "unix", "gate", "spi", "http", "basic");

  @ArchTest
  static final ArchRule squid =
      knowsOnly("squid", "answer", "unix", "gate", "spi", "http", "basic");

  @ArchTest
  static final ArchRule nobodyKnowsTheProgram =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.postern.standalone..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.postern.standalone..");

  @ArchTest
  static final ArchRule onlyTheLdapSideKnowsTheSdk =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.postern.ldap..", "io.postern.embedded..", "io.postern.standalone..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.unboundid..");

  @ArchTest
  static final ArchRule onlyAdaptersKnowNetty =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.postern.netty..",
              "io.postern.endpoint..",
              "io.postern.listen..",
              "io.postern.standalone..",
              "io.postern.samples.littleproxy..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.netty..");

  /** But for the one class that the program begins with. */
  @ArchTest
  static final ArchRule noCyclesBetweenPackages =
      slices()
          .matching("io.postern.(**)")
          .should()
          .beFreeOfCycles()
          .ignoreDependency(
              nameMatching("io\\.postern\\.standalone\\.Main"), DescribedPredicate.alwaysTrue());

  /** A bind spends one of the user's attempts: two classes send one, and say why. */
  @ArchTest
  static final ArchRule onlyTwoClassesBind =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.postern.ldap.UserBind")
          .and()
          .doNotHaveFullyQualifiedName("io.postern.ldap.ServiceConnection")
          .and()
          .resideOutsideOfPackage("io.postern.embedded..")
          .should()
          .callMethodWhere(
              target(nameMatching("bind|bindAndRevertAuthentication|setBindRequest"))
                  .and(target(owner(resideInAnyPackage("com.unboundid..")))));

  /** But for a defect of ours, on the command line. */
  @ArchTest
  static final ArchRule nobodyPrintsAStackTrace =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.postern.standalone.cli.CommandRunner")
          .should()
          .callMethodWhere(
              target(nameMatching("printStackTrace")).and(target(owner(assignableToThrowable()))));

  /** Not even to learn that it is done already: an event loop has other connections. */
  @ArchTest
  static final ArchRule noHandlerWaits =
      noClasses()
          .that()
          .resideInAnyPackage("io.postern.netty..", "io.postern.endpoint..", "io.postern.listen..")
          .and()
          .areAssignableTo("io.netty.channel.ChannelHandler")
          .should()
          .callMethodWhere(
              target(nameMatching("get|join|await|awaitUninterruptibly|sync|syncUninterruptibly"))
                  .and(target(owner(isAFuture()))))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule everyPackageIsNullMarked =
      classes().that().resideInAPackage(HOUSE).should(resideInANullMarkedPackage());

  static final class NoJarsOfTests implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  private static ArchRule knowsOnly(String name, String... others) {
    List<String> allowed = new ArrayList<>(List.of("io.postern." + name + ".."));
    for (String other : others) {
      allowed.add("io.postern." + other + "..");
    }
    return noClasses()
        .that()
        .resideInAPackage("io.postern." + name + "..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(HOUSE)
                .and(DescribedPredicate.not(resideInAnyPackage(allowed.toArray(String[]::new)))))
        .as(name + " knows only " + allowed)
        .allowEmptyShould(true);
  }

  private static DescribedPredicate<JavaClass> assignableToThrowable() {
    return JavaClass.Predicates.assignableTo(Throwable.class);
  }

  private static DescribedPredicate<JavaClass> isAFuture() {
    return JavaClass.Predicates.assignableTo(java.util.concurrent.Future.class);
  }

  private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
    return new ArchCondition<>("reside in a package that is @NullMarked") {
      @Override
      public void check(JavaClass javaClass, ConditionEvents events) {
        boolean marked = javaClass.getPackage().isAnnotatedWith(NullMarked.class);
        events.add(
            new SimpleConditionEvent(
                javaClass,
                marked,
                javaClass.getPackageName() + " has no @NullMarked package-info"));
      }
    };
  }
}
