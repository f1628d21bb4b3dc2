# Rules over sources, documents and build files. Sourced by prove-gates.
time_package=runtime-core/src/main/java/dev/agentruntime/time

lines() { for ((i = 0; i < $1; i++)); do echo "  $2"; done; }
type_of() { printf 'package dev.agentruntime.time;\n\nfinal class Injected {\n%s\n}\n' "$(cat)" | put "$time_package/Injected.java"; }

lines 500 '// one more line' | type_of
bites 'file of more than 500 lines' 'File has more than 500 lines' rules source-tests SizeRulesTest

{ echo '  void run() {'; lines 50 'run();'; echo '  }'; } | type_of
bites 'method of more than 50 lines' 'Method has more than 50 lines' rules source-tests SizeRulesTest

echo '  static int sum(int a, int b, int c, int d, int e, int f) { return a; }' | type_of
bites 'method with six parameters' 'More than 5 parameters' rules source-tests SizeRulesTest

echo '  Injected(int a, int b, int c, int d, int e, int f) {}' | type_of
bites 'constructor with six parameters' 'More than 5 parameters' rules source-tests SizeRulesTest

echo '  record Wide(int a, int b, int c, int d, int e, int f, int g, int h, int i, int j) {}' | type_of
bites 'record with ten components' 'Record has more than 9 components' rules source-tests SizeRulesTest

for ((i = 0; i < 26; i++)); do echo "  void run$i() {}"; done | type_of
bites 'type with 26 methods' 'Type has more than 25 methods' rules source-tests SizeRulesTest

printf 'package dev.agentruntime.time;\n\nfinal class Injected {}\n\nfinal class Second {}\n' | put "$time_package/Injected.java"
bites 'two top-level types in a file' 'File has more than one top-level type' rules source-tests SizeRulesTest

printf 'package dev.agentruntime.secret;\n\nfinal class Injected {}\n' | put runtime-core/src/main/java/dev/agentruntime/secret/Injected.java
bites 'package without package-info' 'Package without package-info.java' rules source-tests PackageRulesTest

sed -i '/NullMarked/d' "$time_package/package-info.java"
bites 'package that is not null-marked' 'package-info without @NullMarked' rules source-tests PackageRulesTest

sed -i '/^ \*\|^\/\*\*/d' "$time_package/package-info.java"
bites 'package without a doc comment' 'package-info without a doc comment' rules source-tests PackageRulesTest

echo 'See [the guide](docs/nowhere.md).' >> CONTRIBUTING.md
bites 'broken link in a document' 'Broken link in a document' rules source-tests DocLinksTest

echo 'See [the change log](CHANGELOG.md#no-such-heading).' >> CONTRIBUTING.md
bites 'link to a heading that is not there' 'Broken link in a document' rules source-tests DocLinksTest

sed -i '/<artifactId>runtime-tools</d' runtime-bom/pom.xml
bites 'published module missing in the BOM' 'runtime-bom must name the published modules' rules source-tests BuildFilesTest

sed -i 's|<module.name>|<maven.javadoc.skip>true</maven.javadoc.skip>&|' runtime-core/pom.xml
bites 'published module that skips javadoc' 'Remove maven.javadoc.skip' rules source-tests BuildFilesTest

echo "see /wo""rk/notes" >> CONTRIBUTING.md
bites 'machine path in the tree' 'CONTRIBUTING.md' .ci/check-tree
