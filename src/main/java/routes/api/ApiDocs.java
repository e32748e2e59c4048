package routes.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;

/**
 * The contract as a page for people: Swagger UI from its webjar, for the route {@code docs} of {@code 80-api.camel.yaml}. The viewer needs
 * nothing that the content security policy of the live page does not allow. Thread-safe.
 */
public final class ApiDocs {

    private final PageFile files = new PageFile();
    private final ContractDocument contract;
    private final Map<String, String> resources;

    public ApiDocs(ContractDocument contract) {
        String viewer = "/META-INF/resources/webjars/swagger-ui/" + viewerVersion() + "/";
        this.contract = contract;
        this.resources = Map.of("/docs", "/web/docs/index.html", "/docs/docs.js", "/web/docs/docs.js",
                "/docs/swagger-ui.css", viewer + "swagger-ui.css", "/docs/swagger-ui-bundle.js", viewer + "swagger-ui-bundle.js");
    }

    /**
     * @param request its path is {@code /docs} or below
     * @throws ApiException 404
     */
    public Content file(ApiRequest request) {
        if (request.path().equals("/docs/openapi.json")) {
            return contract.json(request);
        }
        String resource = resources.get(request.path());
        if (resource == null) {
            throw PageFile.missing();
        }
        return files.answer(request, resource);
    }

    private static String viewerVersion() {
        try (InputStream in = ApiDocs.class.getResourceAsStream("/META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the version of the swagger-ui webjar", e);
        }
    }
}
