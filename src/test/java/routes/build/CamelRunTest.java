package routes.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * {@code mvn camel:run} is described by a jar in src/build/repository, and a new Camel may describe its goal otherwise. Then that jar gets
 * Camel's description, and a new version: Maven keeps a copy of the old one.
 */
class CamelRunTest {

    private static final String DESCRIPTOR = "META-INF/maven/plugin.xml";
    private static final Path REPOSITORY = Path.of("src/build/repository/io/hearthwatch/build/camel-run-maven-plugin");
    /** Put there by the build. */
    private static final Path OF_CAMEL = Path.of("target/camel-maven-plugin").resolve(DESCRIPTOR);
    private static final String COMPILES_FIRST = "mojo/executePhase = process-classes";

    @Test
    void is_camels_goal_of_the_version_in_the_pom_but_that_it_compiles_first() throws Exception {
        assertThat(text(camels(), "/plugin/version")).isEqualTo(pom("/project/properties/camel.version"));
        List<String> camels = goalRun(camels());
        assertThat(camels).contains("mojo/implementation = org.apache.camel.maven.RunMojo").noneMatch(line -> line.startsWith("mojo/executePhase"));
        assertThat(goalRun(ours())).containsExactlyInAnyOrderElementsOf(Stream.concat(camels.stream(), Stream.of(COMPILES_FIRST)).toList());
    }

    @Test
    void answers_to_camels_prefix() throws Exception {
        assertThat(text(ours(), "/plugin/goalPrefix")).isEqualTo(text(camels(), "/plugin/goalPrefix"));
    }

    private static Document camels() throws Exception {
        return parse(Files.newInputStream(OF_CAMEL));
    }

    /** From the jar that the pom asks for. */
    private static Document ours() throws Exception {
        String version = pom("//plugin[artifactId='camel-run-maven-plugin']/version");
        try (ZipFile jar = new ZipFile(REPOSITORY.resolve(version).resolve("camel-run-maven-plugin-" + version + ".jar").toFile())) {
            return parse(jar.getInputStream(jar.getEntry(DESCRIPTOR)));
        }
    }

    private static String pom(String path) throws Exception {
        return text(parse(Files.newInputStream(Path.of("pom.xml"))), path);
    }

    private static Document parse(InputStream xml) throws Exception {
        try (xml) {
            return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(xml);
        }
    }

    private static String text(Document document, String path) throws Exception {
        return XPathFactory.newInstance().newXPath().evaluate(path, document);
    }

    private static List<String> goalRun(Document descriptor) throws Exception {
        return lines("", (Element) XPathFactory.newInstance().newXPath().evaluate("/plugin/mojos/mojo[goal='run']", descriptor, XPathConstants.NODE)).toList();
    }

    /** What each element says, one line each; what describes it to people is no part of it. */
    private static Stream<String> lines(String path, Element element) {
        if (element.getTagName().equals("description")) {
            return Stream.empty();
        }
        List<Element> children = children(element);
        String attributes = IntStream.range(0, element.getAttributes().getLength()).mapToObj(element.getAttributes()::item)
                .map(attribute -> " " + attribute.getNodeName() + "=" + attribute.getNodeValue()).sorted().collect(Collectors.joining());
        String here = path + (element.getTagName().equals("parameter") ? "parameter " + name(children) : element.getTagName()) + attributes;
        return children.isEmpty() ? Stream.of(here + " = " + element.getTextContent().strip())
                : children.stream().flatMap(child -> lines(here + "/", child));
    }

    private static String name(List<Element> children) {
        return children.stream().filter(child -> child.getTagName().equals("name")).findFirst().orElseThrow().getTextContent();
    }

    private static List<Element> children(Element element) {
        return IntStream.range(0, element.getChildNodes().getLength()).mapToObj(element.getChildNodes()::item)
                .filter(node -> node.getNodeType() == Node.ELEMENT_NODE).map(Element.class::cast).toList();
    }
}
