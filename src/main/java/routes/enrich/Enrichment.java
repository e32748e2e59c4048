package routes.enrich;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.*;
public record Enrichment(String status, List<String> successfulModels, List<String> failedModels, Map<Long, JsonNode> enrichmentData) {
  public static Enrichment skipped() { return new Enrichment("skipped", List.of(), List.of(), Map.of()); }
}
