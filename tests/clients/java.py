"""Where a Java client is generated from the OpenAPI document and compiled, with what Debian has of its libraries."""

import subprocess
from importlib.resources import files
from pathlib import Path

from tests.clients.generated import HERE, OPENAPI

LIBRARIES = [
    Path("/usr/share/java") / f"{name}.jar"
    for name in ("jackson-core", "jackson-databind", "jackson-annotations", "jakarta-annotation-api")
]
HOW_TO_GET_THEM = "apt-get install default-jdk-headless libjackson2-databind-java libjakarta-annotation-api-java"

_OPTIONS = "openApiNullable=false,useJakartaEe=true,invokerPackage=catalogue,apiPackage=catalogue.api"
_LEFT_OUT = "apiTests=false,modelTests=false,apiDocs=false,modelDocs=false"

# Debian has no Jackson module for java.time. Times are texts here, and these two stand for it.
_NO_MODULE = "public class {name} extends com.fasterxml.jackson.databind.module.SimpleModule {{}}\n"
_STAND_INS = {
    "com.fasterxml.jackson.datatype.jsr310": "JavaTimeModule",
    "catalogue": "RFC3339JavaTimeModule",
}


def compile_java_client(folder: Path) -> list[str]:
    """Return the command that walks: `Walk.java` beside the client that openapi-generator makes."""
    generator = files("openapi_generator_cli") / "openapi-generator.jar"
    sources, classes = folder / "client" / "src" / "main" / "java", folder / "classes"
    _run(
        "java", "-jar", str(generator), "generate", "-g", "java", "--library", "native", "-i", str(OPENAPI),
        "-o", str(folder / "client"), "--additional-properties", f"{_OPTIONS},modelPackage=catalogue.model",
        "--type-mappings", "DateTime=String", "--global-property", _LEFT_OUT,
    )  # fmt: skip
    (sources / "catalogue" / "RFC3339InstantDeserializer.java").unlink()
    for package, name in _STAND_INS.items():
        place = sources.joinpath(*package.split("."))
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{name}.java").write_text(f"package {package};\n{_NO_MODULE.format(name=name)}")
    path = ":".join(map(str, [*LIBRARIES, classes]))
    _run(
        "javac", "-nowarn", "-cp", path, "-d", str(classes), *map(str, sources.rglob("*.java")), str(HERE / "Walk.java")
    )
    return ["java", "-cp", path, "Walk"]


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, f"{command[:8]}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
