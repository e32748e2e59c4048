package routes.api;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import routes.config.Json;

/** {@code openapi.yaml} as JSON, made when it is first asked for; route {@code contract} of {@code 80-api.camel.yaml}. Thread-safe. */
public final class ContractDocument {

    private Content document;

    public synchronized Content json(ApiRequest request) {
        if (document == null) {
            document = load();
        }
        return Content.isKnown(request.text("If-None-Match"), document.etag())
                ? Content.unchanged(document.etag(), document.cacheControl()) : document;
    }

    private static Content load() {
        try (InputStream in = ContractDocument.class.getResourceAsStream("/openapi.yaml")) {
            byte[] json = Json.mapper().writeValueAsBytes(new YAMLMapper().readTree(in));
            return Content.of("application/json", '"' + PictureFiles.sha256(json).substring(0, 32) + '"', "no-cache", json);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read openapi.yaml of the product's jar", e);
        }
    }
}
