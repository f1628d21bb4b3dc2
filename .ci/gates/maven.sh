# Gates of the build files and of the test run. Sourced by prove-gates.

sed -i 's|<dependencies>|&<dependency><groupId>org.junit.jupiter</groupId><artifactId>junit-jupiter-api</artifactId></dependency>|' runtime-core/pom.xml
sed -i '0,/<scope>test<\/scope>/s/<artifactId>junit-jupiter</<artifactId>junit-jupiter-params</' runtime-core/pom.xml
bites 'core with one dependency more' 'Core may depend on' maven -pl runtime-core validate

sed -i '0,/<version>3.5.0<\/version>/s///' pom.xml
bites 'plugin without a version' 'Some plugins are missing valid versions' maven -N validate

sed -i 's|<dependencies>|&<dependency><groupId>org.slf4j</groupId><artifactId>slf4j-api</artifactId></dependency>|' runtime-core/pom.xml
bites 'dependency declared twice' 'duplicate dependency declaration' maven -pl runtime-core validate

sed -i '/<artifactId>slf4j-api</d' pom.xml
sed -i 's|<artifactId>slf4j-api</artifactId>|&<version>2.0.20</version>|' runtime-core/pom.xml
bites 'dependencies that do not converge' 'DependencyConvergence failed' mvn -B -pl runtime-core validate

put runtime-core/src/test/java/dev/agentruntime/time/InjectedTest.java << 'J'
package dev.agentruntime.time;

import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

final class InjectedTest {
  @Test
  @Disabled("to be caught")
  void skipped() {}
}
J
bites 'disabled test' 'A test was skipped' maven -pl runtime-core test -Dtest=InjectedTest

put runtime-core/src/test/java/dev/agentruntime/time/InjectedTest.java << 'J'
package dev.agentruntime.time;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

final class InjectedTest {
  @Test
  void assumed() {
    Assumptions.assumeTrue(Integer.parseInt("1") > 1);
  }
}
J
bites 'test given up by an assumption' 'A test was skipped' maven -pl runtime-core test -Dtest=InjectedTest

put runtime-core/src/test/java/dev/agentruntime/time/InjectedTest.java << 'J'
package dev.agentruntime.time;

import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

@Disabled("to be caught")
final class InjectedTest {
  @Test
  void skipped() {}
}
J
bites 'disabled test class' 'A test was skipped' maven -pl runtime-core test -Dtest=InjectedTest
rm -rf runtime-core/target/surefire-reports/*InjectedTest*

put runtime-tools/src/main/java/dev/agentruntime/tools/here/Here.java << 'J'
package dev.agentruntime.tools.here;

final class Here {
  dev.agentruntime.tools.there.There there;

  public static final class Nested {}
}
J
put runtime-tools/src/main/java/dev/agentruntime/tools/there/There.java << 'J'
package dev.agentruntime.tools.there;

public final class There {
  dev.agentruntime.tools.here.Here.Nested here;
}
J
sed -i 's/^final class Here/public final class Here/' runtime-tools/src/main/java/dev/agentruntime/tools/here/Here.java
bites 'package cycle, and the build fails with the rule' 'Cycle detected' maven -pl architecture-tests -am test \
  -Dtest=DependencyRulesTest -Dsurefire.failIfNoSpecifiedTests=false

put runtime-core/src/main/java/dev/agentruntime/time/Injected.java << 'J'
package dev.agentruntime.time;

final class Injected {
  int   spaced;
}
J
bites 'unformatted file, and the build fails with the rule' 'Not formatted, run ./format' maven -pl source-tests test

link=runtime-core/src/main/java/dev/agentruntime/chain/Door.java
sed -i 's/^    state.closedDoors |= bit;$/& state.closedDoors |= (new int[1])[0];/' "$link"
bites 'allocation in every link' 'bytes of a chain of 12 links and of none' maven -pl jmh -am test \
  -Dtest=AsWrittenBudget -Dsurefire.failIfNoSpecifiedTests=false
